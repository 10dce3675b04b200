'use client';

import { useTranslations } from 'next-intl';
import { Button } from '@/components/ui/button';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import { pluginFilters, type RouteListPage } from '@/lib/apisix/dto';
import type { SwitchedPlugin } from '@/lib/apisix/plugins-in-force';
import { CheckFilter } from './check-filter';
import type { RouteListParams } from './search-params';
import type { SetRouteListParams } from './set-params';

export type RouteFiltersProps = {
  params: RouteListParams;
  setParams: SetRouteListParams;
  facets: RouteListPage['facets'] | null;
  isFiltered: boolean;
  onClear: () => void;
};

/** Named here: the rules of what is in force come with the pages that show them. */
const filteredPlugins = ['opentelemetry', 'prometheus'] as const satisfies readonly SwitchedPlugin[];
const knownMethods = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS'];

/** Everything that rows can be filtered by, beside the search. The server draws it; its code comes after the list's. */
export function RouteFilters({ params, setParams, facets, isFiltered, onClear }: RouteFiltersProps) {
  const t = useTranslations('routes');
  const methods = [...new Set([...knownMethods, ...(facets?.methods ?? []), ...params.method])];
  const labels = [...new Set([...params.label, ...(facets?.labels ?? [])])];
  return (
    <>
      <Input
        aria-label={t('host')}
        className="w-32 data-[set=true]:border-accent"
        data-set={params.host !== ''}
        list="route-hosts"
        onChange={(event) => void setParams({ host: event.target.value || null })}
        placeholder={t('host')}
        spellCheck={false}
        value={params.host}
      />
      <datalist id="route-hosts">
        {facets?.hosts.map((host) => (
          <option key={host} value={host} />
        ))}
      </datalist>
      <Input
        aria-label={t('path')}
        className="w-28 data-[set=true]:border-accent"
        data-set={params.path !== ''}
        onChange={(event) => void setParams({ path: event.target.value || null })}
        placeholder={t('path')}
        spellCheck={false}
        value={params.path}
      />
      <CheckFilter
        chosen={params.method}
        label={t('method')}
        onChange={(method) => void setParams({ method: method.length > 0 ? method : null })}
        title={params.method.length > 0 ? t('methodsChosen', { count: params.method.length }) : t('method')}
        values={methods}
      />
      <CheckFilter
        chosen={params.label}
        label={t('label')}
        onChange={(label) => void setParams({ label: label.length > 0 ? label : null })}
        title={params.label.length > 0 ? t('labelsChosen', { count: params.label.length }) : t('label')}
        values={labels}
        words={{ search: t('findLabel'), none: t('noLabels'), noMatch: t('noLabelMatches') }}
      />
      <Select
        aria-label={t('column.status')}
        data-set={params.status !== null}
        onChange={(event) => void setParams({ status: oneOf(['enabled', 'disabled'], event.target.value) })}
        value={params.status ?? ''}
      >
        <option value="">{t('anyStatus')}</option>
        <option value="enabled">{t('enabled')}</option>
        <option value="disabled">{t('disabled')}</option>
      </Select>
      {filteredPlugins.map((plugin) => (
        <Select
          aria-label={plugin}
          className="max-w-44"
          data-set={params[plugin] !== null}
          key={plugin}
          onChange={(event) => void setParams({ [plugin]: oneOf(pluginFilters, event.target.value) })}
          value={params[plugin] ?? ''}
        >
          <option value="">{t('anyPlugin', { plugin })}</option>
          {pluginFilters.map((state) => (
            <option key={state} value={state}>
              {t(`pluginState.${state}`, { plugin })}
            </option>
          ))}
        </Select>
      ))}
      {isFiltered ? (
        <Button onClick={onClear} variant="ghost">
          {t('clearFilters')}
        </Button>
      ) : null}
    </>
  );
}

function oneOf<T extends string>(values: readonly T[], value: string): T | null {
  return values.find((known) => known === value) ?? null;
}
