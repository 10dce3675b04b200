'use client';

import { Download, X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { Ref } from 'react';
import { Button, buttonVariants } from '@/components/ui/button';
import { Popover } from '@/components/ui/popover';
import { SearchInput } from '@/components/ui/search-input';
import { switchedPlugins } from '@/lib/apisix/plugins-in-force';
import { changeOrigins, changeStatuses } from '@/lib/changes/dto';
import { changeExportUrl } from '@/lib/changes/queries';
import { FilterSelect } from './filter-select';
import { type ChangeListParams, toChangeFilter } from './search-params';
import { WhenFilter } from './when-filter';

type SetChangeListParams = (values: { [Name in keyof ChangeListParams]?: ChangeListParams[Name] | null }) => unknown;

export type ChangesToolbarProps = {
  gatewayId: string;
  params: ChangeListParams;
  setParams: SetChangeListParams;
  actors: readonly string[];
  count: string;
  isBusy: boolean;
  isFiltered: boolean;
  onClear: () => void;
  onLeaveSearch: () => void;
  searchRef: Ref<HTMLInputElement>;
};

/** Search, filters, and the list as a file. All of them are in the address. */
export function ChangesToolbar(props: ChangesToolbarProps) {
  const { gatewayId, params, setParams, actors, count, isBusy, isFiltered, onClear, onLeaveSearch, searchRef } = props;
  const t = useTranslations('changes');
  const known = [...new Set([...actors, ...(params.actor ? [params.actor] : [])])];
  return (
    <search aria-label={t('filters')} className="flex flex-wrap items-center gap-1.5 px-4 py-2 max-sm:px-2">
      <SearchInput
        className="w-80 max-sm:w-full"
        clearLabel={t('clearSearch')}
        label={t('search')}
        onArrowDown={onLeaveSearch}
        onValueChange={(q) => setParams({ q: q || null })}
        placeholder={t('searchPlaceholder')}
        ref={searchRef}
        shortcut="/"
        value={params.q}
      />
      {params.route ? (
        <button
          aria-label={t('removeRouteFilter', { route: params.route })}
          className="inline-flex h-7 max-w-64 items-center gap-1 rounded-md border border-accent bg-accent-soft px-2 text-accent text-xs"
          onClick={() => setParams({ route: null })}
          type="button"
        >
          <span className="truncate">{t('routeFilter', { route: params.route })}</span>
          <X aria-hidden className="size-3 shrink-0" />
        </button>
      ) : null}
      <FilterSelect
        any={t('anyPlugin')}
        label={t('column.what')}
        onChange={(plugin) => setParams({ plugin })}
        textOf={(plugin) => plugin}
        value={params.plugin}
        values={switchedPlugins}
      />
      <FilterSelect
        any={t('anyActor')}
        className="max-w-48"
        label={t('column.who')}
        onChange={(actor) => setParams({ actor })}
        textOf={(actor) => actor}
        value={params.actor || null}
        values={known}
      />
      <FilterSelect
        any={t('anyOrigin')}
        label={t('one.origin')}
        onChange={(origin) => setParams({ origin })}
        textOf={(origin) => t(`origin.${origin}`)}
        value={params.origin}
        values={changeOrigins}
      />
      <FilterSelect
        any={t('anyStatus')}
        label={t('column.status')}
        onChange={(status) => setParams({ status })}
        textOf={(status) => t(`status.${status}`)}
        value={params.status}
        values={listed}
      />
      <WhenFilter onChange={setParams} since={params.since} until={params.until} />
      {isFiltered ? (
        <Button onClick={onClear} variant="ghost">
          {t('clearFilters')}
        </Button>
      ) : null}
      <span aria-busy={isBusy} className="ml-auto whitespace-nowrap text-muted text-xs tabular-nums">
        {count}
      </span>
      <Popover
        align="end"
        label={t('exportLabel')}
        trigger={(trigger) => (
          <Button {...trigger}>
            <Download aria-hidden />
            {t('export')}
          </Button>
        )}
      >
        {(close) => (
          <ul className="flex flex-col gap-1">
            {(['csv', 'jsonl'] as const).map((format) => (
              <li key={format}>
                <a
                  className={buttonVariants({
                    variant: 'ghost',
                    className: 'w-full justify-start font-normal text-fg',
                  })}
                  download
                  href={changeExportUrl(gatewayId, toChangeFilter(params), format, Date.now())}
                  onClick={close}
                >
                  {t(format === 'csv' ? 'exportCsv' : 'exportJsonl')}
                </a>
              </li>
            ))}
          </ul>
        )}
      </Popover>
    </search>
  );
}

const listed = changeStatuses.filter((status) => status !== 'planned');
