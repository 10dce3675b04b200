'use client';

import { useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { createSerializer, useQueryStates } from 'nuqs';
import { MetricsSource } from '@/components/metrics/metrics-source';
import { hrefs } from '@/components/shell/hrefs';
import { keepTimeRange } from '@/components/time-range/time-range-params';
import { useTimeRange } from '@/components/time-range/use-time-range';
import { callFilterParams, isFiltered } from '@/components/traces/search-params';
import { useCallFilter } from '@/components/traces/use-calls';
import { Button } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { Skeleton } from '@/components/ui/skeleton';
import { type Dimension, dimensions, type RouteBreakdowns } from '@/lib/deepflow/breakdown';
import { telemetryQueries } from '@/lib/deepflow/queries';
import { BreakdownCard, TableSkeleton } from './breakdown-card';
import { BreakdownTable } from './breakdown-table';
import { ConsumersOfApisix } from './consumers-of-apisix';
import { breakdownParams } from './search-params';
import { isChosen, withoutDimension, withValue } from './value-filter';

const serialise = createSerializer(callFilterParams);

export type BreakdownSectionProps = { gatewayId: string; routeId: string };

/** The calls of a route by path, status, method and so on; a click on a value filters everything by it. */
export function BreakdownSection({ gatewayId, routeId }: BreakdownSectionProps) {
  const t = useTranslations('breakdown');
  const tTraces = useTranslations('traces');
  const { range } = useTimeRange();
  const { filter, clearFilters } = useCallFilter();
  const query = useQuery(telemetryQueries.breakdowns({ gatewayId, routeId, range }, filter));
  const found = query.data;
  const isStale = query.isPlaceholderData;
  return (
    <section aria-busy={query.isFetching} aria-labelledby="breakdowns" className="flex flex-col gap-2">
      <div className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
        <h2 className="font-semibold text-base" id="breakdowns">
          {t('title')}
        </h2>
        <p className="text-subtle text-xs">{t('hint')}</p>
      </div>
      {query.error && (found === undefined || !isStale) ? (
        <ProblemPanel onRetry={() => query.refetch()} problem={query.error.problem} retrying={query.isFetching} />
      ) : null}
      {query.error && found === undefined ? (
        // APISIX's own counters know them whatever becomes of DeepFlow's calls.
        <BreakdownCard breakdown={undefined} dimension="consumer">
          <ConsumersOfApisix gatewayId={gatewayId} hasSpans={null} routeId={routeId} />
        </BreakdownCard>
      ) : (
        <>
          <div className="min-h-4.5">
            {found ? <MetricsSource metrics={found} withStep={false} /> : <Skeleton className="w-96 max-w-full" />}
          </div>
          {found?.totals.calls === 0 && !isStale ? (
            <p className="flex flex-wrap items-center gap-3 text-muted text-xs">
              {/* Whether there were calls is not known of a time that is kept no more: the notice above says that. */}
              {found.notices.includes('not_kept') ? null : t(isFiltered(filter) ? 'noneFiltered' : 'none')}
              {isFiltered(filter) ? (
                <Button onClick={clearFilters} size="sm">
                  {tTraces('filter.clear')}
                </Button>
              ) : null}
            </p>
          ) : (
            <div
              className={cn(
                'grid grid-cols-1 gap-3 transition-opacity min-[1400px]:grid-cols-2 min-[2000px]:grid-cols-3',
                isStale && 'opacity-50',
              )}
            >
              {dimensions.map((dimension) => (
                <DimensionCard
                  dimension={dimension}
                  found={found}
                  gatewayId={gatewayId}
                  key={dimension}
                  routeId={routeId}
                />
              ))}
            </div>
          )}
        </>
      )}
    </section>
  );
}

type DimensionCardProps = BreakdownSectionProps & { dimension: Dimension; found: RouteBreakdowns | undefined };

function DimensionCard({ gatewayId, routeId, dimension, found }: DimensionCardProps) {
  const t = useTranslations('breakdown');
  const search = useSearchParams();
  const { values, setFilters } = useCallFilter();
  const [{ values: sort }, setParams] = useQueryStates(breakdownParams);
  const breakdown = found?.breakdowns[dimension];
  const handleToggle = (value: string) => {
    const patch = isChosen(dimension, value, values)
      ? withoutDimension(dimension, values)
      : withValue(dimension, value, values);
    return patch && (() => void setFilters(patch, { history: 'push' }));
  };
  const tracesHref = (value: string) => {
    const patch = withValue(dimension, value, values);
    const sel = search.get('sel');
    const tab = keepTimeRange(hrefs.route(gatewayId, routeId, 'traces'), search, sel === null ? {} : { sel });
    return patch && serialise(tab, { ...values, ...patch });
  };
  return (
    <BreakdownCard breakdown={breakdown} dimension={dimension}>
      {found === undefined || breakdown === undefined ? (
        <TableSkeleton dimension={dimension} />
      ) : breakdown.values.length === 0 && dimension === 'consumer' ? (
        <ConsumersOfApisix gatewayId={gatewayId} hasSpans={found.hasSpans} routeId={routeId} />
      ) : breakdown.values.length === 0 ? (
        <p className="min-h-35 max-w-prose text-pretty p-2 text-muted text-xs">{t(`unknownWhy.${dimension}`)}</p>
      ) : (
        <BreakdownTable
          breakdown={breakdown}
          dimension={dimension}
          isChosen={(value) => isChosen(dimension, value, values)}
          onSort={(next) => void setParams({ values: next })}
          onToggleOf={handleToggle}
          sort={sort}
          tracesHrefOf={tracesHref}
          whole={found.totals}
        />
      )}
    </BreakdownCard>
  );
}
