'use client';

import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Chip } from '@/components/ui/chip';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { ScrollRegion } from '@/components/ui/scroll-region';
import { Segmented } from '@/components/ui/segmented';
import { Skeleton } from '@/components/ui/skeleton';
import { compareLabels, type LabelComparison } from '@/lib/apisix/plugin-facts';
import { pluginQueries } from '@/lib/apisix/plugin-queries';
import { type MetricName, metricNames } from '@/lib/instrumentation/metrics';
import { useStaticSettings } from './use-static-settings';

export type SeriesLabelsProps = { gatewayId: string; routeId: string };

/** Labels that the route's series carry: by the gateway's configuration, and as a Prometheus has them; what differs is marked. */
export function SeriesLabels({ gatewayId, routeId }: SeriesLabelsProps) {
  const t = useTranslations('plugins.series');
  const [metric, setMetric] = useState<MetricName>('http_status');
  const facts = useQuery(pluginQueries.facts(gatewayId, 'prometheus'));
  const series = useQuery(pluginQueries.series(gatewayId, routeId));
  const settings = useStaticSettings(gatewayId);
  if (facts.isPending || series.isPending) return <Skeleton className="h-40 rounded-md" />;
  const configured = facts.data?.labels?.find((each) => each.metric === metric) ?? null;
  const seen = series.data?.metrics.find((each) => each.metric === metric) ?? null;
  return (
    <section aria-label={t('title')} className="space-y-1.5" data-slot="series-labels">
      <div className="flex flex-wrap items-center gap-2">
        <h3 className="text-muted text-xs">{t('title')}</h3>
        <Segmented
          className="ml-auto"
          label={t('metric')}
          onValueChange={setMetric}
          options={metricNames.map((value) => ({ value, label: <span className="font-mono">{value}</span> }))}
          value={metric}
        />
      </div>
      {series.error ? (
        <ProblemPanel
          onRetry={() => void series.refetch()}
          problem={series.error.problem}
          retrying={series.isFetching}
        />
      ) : (
        <p className="text-subtle text-xs">{t(seen?.isCut ? 'seenOf' : 'seen', { count: seen?.series ?? 0 })}</p>
      )}
      <Labels
        metric={metric}
        hasSeries={(seen?.series ?? 0) > 0}
        rows={compareLabels(configured, seen, settings?.extraLabels[metric].map(({ label }) => label) ?? null)}
      />
    </section>
  );
}

type LabelsProps = { metric: MetricName; rows: readonly LabelComparison[]; hasSeries: boolean };

function Labels({ metric, rows, hasSeries }: LabelsProps) {
  const t = useTranslations('plugins.series');
  return (
    <ScrollRegion className="max-h-72 overflow-auto rounded-md border" label={metric}>
      <table className="w-full text-xs">
        <thead className="sticky top-0 bg-surface text-left text-subtle">
          <tr>
            {(['label', 'configured', 'inSeries'] as const).map((name) => (
              <th className="px-2 py-1 font-normal" key={name} scope="col">
                {t(name)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y border-t">
          {rows.map((row) => (
            <tr data-differs={row.differs} key={row.name}>
              <th className="px-2 py-1 text-left font-mono font-normal" scope="row">
                {row.name}
              </th>
              <td className="px-2 py-1">{t(`by.${row.configured}`)}</td>
              <td className="px-2 py-1">
                <span className="flex flex-wrap items-center gap-1.5">
                  {!hasSeries ? (
                    '–'
                  ) : row.values === 0 ? (
                    <span className="text-subtle">{t('none')}</span>
                  ) : (
                    <>
                      <code className="max-w-48 truncate font-mono">{row.example}</code>
                      {row.values > 1 ? (
                        <span className="text-subtle">{t('more', { count: row.values - 1 })}</span>
                      ) : null}
                    </>
                  )}
                  {row.differs ? <Chip tone="client_error">{t(`differs.${row.configured}`)}</Chip> : null}
                </span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}
