'use client';

import { Download, X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { Ref } from 'react';
import { Button, buttonVariants } from '@/components/ui/button';
import { Popover } from '@/components/ui/popover';
import { SearchInput } from '@/components/ui/search-input';
import { Select } from '@/components/ui/select';
import { switchedPlugins } from '@/lib/apisix/plugins-in-force';
import { changeOrigins, changeStatuses } from '@/lib/changes/dto';
import { changeExportUrl } from '@/lib/changes/queries';
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
      <Select
        aria-label={t('column.what')}
        data-set={params.plugin !== null}
        onChange={(event) => setParams({ plugin: oneOf(switchedPlugins, event.target.value) })}
        value={params.plugin ?? ''}
      >
        <option value="">{t('anyPlugin')}</option>
        {switchedPlugins.map((plugin) => (
          <option key={plugin} value={plugin}>
            {plugin}
          </option>
        ))}
      </Select>
      <Select
        aria-label={t('column.who')}
        className="max-w-48"
        data-set={params.actor !== ''}
        onChange={(event) => setParams({ actor: event.target.value || null })}
        value={params.actor}
      >
        <option value="">{t('anyActor')}</option>
        {known.map((actor) => (
          <option key={actor} value={actor}>
            {actor}
          </option>
        ))}
      </Select>
      <Select
        aria-label={t('one.origin')}
        data-set={params.origin !== null}
        onChange={(event) => setParams({ origin: oneOf(changeOrigins, event.target.value) })}
        value={params.origin ?? ''}
      >
        <option value="">{t('anyOrigin')}</option>
        {changeOrigins.map((origin) => (
          <option key={origin} value={origin}>
            {t(`origin.${origin}`)}
          </option>
        ))}
      </Select>
      <Select
        aria-label={t('column.status')}
        data-set={params.status !== null}
        onChange={(event) => setParams({ status: oneOf(listed, event.target.value) })}
        value={params.status ?? ''}
      >
        <option value="">{t('anyStatus')}</option>
        {listed.map((status) => (
          <option key={status} value={status}>
            {t(`status.${status}`)}
          </option>
        ))}
      </Select>
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

function oneOf<T extends string>(values: readonly T[], value: string): T | null {
  return values.find((known) => known === value) ?? null;
}
