'use client';

import type { Route } from 'next';
import Link from 'next/link';
import { useSearchParams } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { Figure } from '@/components/metrics/figure';
import { hrefs } from '@/components/shell/hrefs';
import { keepTimeRange } from '@/components/time-range/time-range-params';
import { CallEmpty } from '@/components/traces/call-empty';
import { emptyReason } from '@/components/traces/empty-reason';
import { chosenCalls } from '@/components/traces/search-params';
import { buttonVariants } from '@/components/ui/button';
import { Card, CardBody, CardHeader, CardTitle } from '@/components/ui/card';
import { cn } from '@/components/ui/cn';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { formatCount, formatDuration, formatRate, formatShare } from '@/lib/telemetry/format';
import { MetricsSource } from './metrics-source';
import { hasNoCalls, prepareRed } from './prepare-route-charts';
import { UnfilteredNote } from './unfiltered-note';
import { useRouteMetrics } from './use-route-metrics';

/** The overview shows no filters, so that none applies. */
const everyCall = {};

/** Rate, errors and durations of a route in three figures, for its overview; the metrics tab is one click away. */
export function RouteRed({ gatewayId, routeId }: { gatewayId: string; routeId: string }) {
  const t = useTranslations('metrics');
  const search = useSearchParams();
  const { query, chosen, setRange } = useRouteMetrics(gatewayId, routeId, everyCall);
  const metrics = query.data;
  const reason =
    metrics && hasNoCalls(metrics) && !query.isPlaceholderData
      ? emptyReason({
          isFiltered: false,
          notices: metrics.notices,
          otherRoutes: 0,
          ambiguous: metrics.attributed.ambiguous,
        })
      : null;
  const red = metrics ? prepareRed(metrics) : null;
  return (
    <Card aria-busy={query.isFetching}>
      <CardHeader>
        <CardTitle>{t('red.title')}</CardTitle>
        <Link
          className={buttonVariants({ size: 'sm', className: 'ml-auto' })}
          href={keepTimeRange(hrefs.route(gatewayId, routeId, 'metrics'), search, chosenCalls(search)) as Route}
        >
          {t('red.open')}
        </Link>
      </CardHeader>
      <CardBody className="flex flex-col gap-3">
        {query.error && !metrics ? (
          <ProblemPanel
            className="border-0 p-0"
            onRetry={() => query.refetch()}
            problem={query.error.problem}
            retrying={query.isFetching}
          />
        ) : reason !== null && reason !== 'no_traffic' ? (
          // No calls that are known of are not zero calls.
          <CallEmpty
            chosen={chosen}
            clearFilters={() => undefined}
            count={metrics?.attributed.ambiguous ?? 0}
            gatewayId={gatewayId}
            reason={reason}
            routeId={routeId}
            setRange={setRange}
          />
        ) : (
          <dl
            className={cn(
              'grid grid-cols-3 gap-4 transition-opacity max-sm:grid-cols-1',
              query.isPlaceholderData && 'opacity-50',
            )}
          >
            <Figure
              name={t('red.calls')}
              // Calls of the old range in the seconds of the new one are no rate.
              note={query.isPlaceholderData ? '' : red && t('red.rate', { rate: formatRate(red.perSecond) })}
              value={red && formatCount(red.calls)}
            />
            <Figure
              isBad={red !== null && red.errors > 0}
              name={t('red.errors')}
              note={red && (red.calls === 0 ? t('red.noCalls') : t('red.errorCount', { count: red.errors }))}
              value={red && formatShare(red.errorShare)}
            />
            <Figure
              name="p95"
              note={red && t('red.durations', { p99: formatDuration(red.p99Us) })}
              value={red && formatDuration(red.p95Us)}
            />
          </dl>
        )}
        <UnfilteredNote by="route" />
        {metrics && metrics.totals.calls + metrics.attributed.ambiguous > 0 ? (
          <MetricsSource metrics={metrics} withStep={false} />
        ) : null}
      </CardBody>
    </Card>
  );
}
