'use client';

import { useQuery } from '@tanstack/react-query';
import { Route as RouteIcon, X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useDeferredValue, useState } from 'react';
import { Button } from '@/components/ui/button';
import { IconButton } from '@/components/ui/icon-button';
import { Popover } from '@/components/ui/popover';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { SearchInput } from '@/components/ui/search-input';
import { apisixQueries } from '@/lib/apisix/queries';

/** Rows that are offered at once. */
const mostShown = 8;

export type RouteChoiceProps = {
  gatewayId: string;
  routeId: string | null;
  /** What the map calls it, once it is read. */
  routeName: string;
  onChoose: (routeId: string | null) => void;
};

/** The route that the map is about, or all of them. */
export function RouteChoice({ gatewayId, routeId, routeName, onChoose }: RouteChoiceProps) {
  const t = useTranslations('serviceMap.route');
  return (
    <span className="inline-flex min-w-0 items-center gap-1">
      <Popover
        className="w-72"
        label={t('choose')}
        trigger={(props) => (
          <Button className="min-w-0 shrink" data-set={routeId !== null} title={t('choose')} {...props}>
            <RouteIcon aria-hidden className="text-subtle" />
            <span className="max-w-48 truncate">{routeId === null ? t('all') : routeName || routeId}</span>
          </Button>
        )}
      >
        {(close) => (
          <Choices
            gatewayId={gatewayId}
            onChoose={(id) => {
              onChoose(id);
              close();
            }}
          />
        )}
      </Popover>
      {routeId === null ? null : (
        <IconButton label={t('clear')} onClick={() => onChoose(null)} size="sm">
          <X aria-hidden />
        </IconButton>
      )}
    </span>
  );
}

function Choices({ gatewayId, onChoose }: { gatewayId: string; onChoose: (routeId: string) => void }) {
  const t = useTranslations('serviceMap.route');
  const tCommon = useTranslations('common');
  const [text, setText] = useState('');
  const q = useDeferredValue(text.trim());
  const { data, error, refetch, isFetching } = useQuery({
    ...apisixQueries.list(gatewayId, { q: q || undefined, sort: 'name', limit: mostShown }),
    placeholderData: (previous) => previous,
  });
  const rest = data ? data.matched - data.rows.length : 0;
  return (
    <div className="flex flex-col gap-1" aria-busy={isFetching}>
      <SearchInput
        clearLabel={tCommon('clear')}
        label={t('search')}
        onValueChange={setText}
        placeholder={t('search')}
        value={text}
      />
      {error ? <ProblemPanel onRetry={() => void refetch()} problem={error.problem} retrying={isFetching} /> : null}
      <ul>
        {data?.rows.map(({ id, name, paths }) => (
          <li key={id}>
            <button
              className="flex w-full min-w-0 flex-col rounded-md px-2 py-1 text-left hover:bg-hover"
              onClick={() => onChoose(id)}
              type="button"
            >
              <span className="w-full truncate">{name || id}</span>
              <span className="w-full truncate font-mono text-2xs text-subtle">{paths.join(' ')}</span>
            </button>
          </li>
        ))}
      </ul>
      {data?.rows.length === 0 ? <p className="px-2 py-1 text-muted text-xs">{t('none')}</p> : null}
      {rest > 0 ? <p className="px-2 py-1 text-subtle text-xs">{t('more', { count: rest })}</p> : null}
    </div>
  );
}
