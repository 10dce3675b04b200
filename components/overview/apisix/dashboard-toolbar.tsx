'use client';

import { useQuery } from '@tanstack/react-query';
import { ExternalLink } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { CompareChoice } from '@/components/charts/compare-choice';
import type { CompareHandle } from '@/components/charts/use-compare';
import { useTimeRange } from '@/components/time-range/use-time-range';
import { Button, buttonVariants } from '@/components/ui/button';
import { Segmented } from '@/components/ui/segmented';
import { Select } from '@/components/ui/select';
import { type DashboardFilter, type DashboardLabel, dashboardLabels } from '@/lib/prometheus/apisix-dashboard';
import { gatewayMetricQueries } from '@/lib/prometheus/gateway-queries';
import { dashboardAddress, type GrafanaInfo } from '@/lib/prometheus/grafana';
import type { panelSources } from './search-params';

type PanelSource = (typeof panelSources)[number];

export type DashboardToolbarProps = {
  gatewayId: string;
  compare: Pick<CompareHandle<unknown>, 'comparison' | 'setComparison'>;
  filter: DashboardFilter;
  onFilter: (label: DashboardLabel, value: string | null) => void;
  onClear: () => void;
  /** Null: no Grafana is configured. */
  grafana: GrafanaInfo | null;
  source: PanelSource;
  onSource: (source: PanelSource) => void;
};

/** Filters by the labels of the metrics, and the way to Grafana. */
export function DashboardToolbar(props: DashboardToolbarProps) {
  const { gatewayId, compare, filter, onFilter, onClear, grafana, source, onSource } = props;
  const t = useTranslations('overview');
  const { range } = useTimeRange();
  const { data, error } = useQuery(gatewayMetricQueries.labels({ gatewayId, range }));
  const nameOf = (label: DashboardLabel, value: string) => {
    const name = label === 'route' ? data?.routes[value]?.name : undefined;
    return name && name !== value ? `${name} (${value})` : value;
  };
  return (
    <search aria-label={t('filters')} className="flex flex-wrap items-center gap-1.5">
      {dashboardLabels.map((label) => {
        const chosen = filter[label];
        const known = data?.values[label] ?? [];
        const values = chosen === undefined || known.includes(chosen) ? known : [chosen, ...known];
        return (
          <Select
            aria-label={t(`filter.${label}`)}
            className="w-44 max-sm:w-full"
            data-set={chosen !== undefined}
            key={label}
            onChange={(event) => onFilter(label, event.target.value || null)}
            value={chosen ?? ''}
          >
            <option value="">{t(`all.${label}`)}</option>
            {values.map((value) => (
              <option key={value} value={value}>
                {nameOf(label, value)}
              </option>
            ))}
          </Select>
        );
      })}
      {Object.keys(filter).length > 0 ? (
        <Button onClick={onClear} variant="ghost">
          {t('empty.clearFilters')}
        </Button>
      ) : null}
      {error && !data ? (
        <span className="text-client-error text-xs" role="status" title={error.problem.detail}>
          {t('labelsFailed')}
        </span>
      ) : null}
      {data?.isCut ? <span className="text-subtle text-xs">{t('labelsCut')}</span> : null}
      {grafana?.isEmbedded && source === 'grafana' ? null : (
        <CompareChoice onValueChange={compare.setComparison} value={compare.comparison} />
      )}
      {grafana ? (
        <span className="ml-auto flex flex-wrap items-center gap-1.5 max-sm:ml-0">
          {grafana.isEmbedded ? (
            <Segmented
              label={t('panels.label')}
              onValueChange={onSource}
              options={[
                { value: 'console', label: t('panels.console') },
                { value: 'grafana', label: t('panels.grafana') },
              ]}
              value={source}
            />
          ) : null}
          <a
            className={buttonVariants()}
            href={dashboardAddress(grafana, { range, filter })}
            rel="noreferrer"
            target="_blank"
          >
            {t('openGrafana')}
            <ExternalLink aria-hidden />
          </a>
        </span>
      ) : null}
    </search>
  );
}
