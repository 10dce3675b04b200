'use client';

import { useQuery } from '@tanstack/react-query';
import type { Route } from 'next';
import Link from 'next/link';
import { useSearchParams } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useQueryStates } from 'nuqs';
import { UnfilteredNote } from '@/components/metrics/unfiltered-note';
import { hrefs } from '@/components/shell/hrefs';
import { keepTimeRange } from '@/components/time-range/time-range-params';
import { useTimeRange } from '@/components/time-range/use-time-range';
import { Button, buttonVariants } from '@/components/ui/button';
import { useMoment } from '@/components/ui/use-moment';
import { telemetryQueries } from '@/lib/deepflow/queries';
import { TableSkeleton } from './breakdown-card';
import { BreakdownTable } from './breakdown-table';
import { breakdownParams } from './search-params';

export type ConsumersOfApisixProps = {
  gatewayId: string;
  routeId: string;
  /** Whether the gateway's spans of these calls are there, without a consumer; null: not known. */
  hasSpans: boolean | null;
};

/** Where no call names its consumer: what APISIX's own counters know of them, and how calls would come to name them. */
export function ConsumersOfApisix({ gatewayId, routeId, hasSpans }: ConsumersOfApisixProps) {
  const t = useTranslations('breakdown');
  const tProblems = useTranslations('problems');
  const search = useSearchParams();
  const moment = useMoment();
  const { range } = useTimeRange();
  const [{ values: sort }, setParams] = useQueryStates(breakdownParams);
  const query = useQuery(telemetryQueries.consumers({ gatewayId, routeId, range }));
  const found = query.data;
  if (found === undefined && !query.error) return <TableSkeleton dimension="consumer" />;
  const plugins = (
    <Link
      className={buttonVariants({ size: 'sm' })}
      href={keepTimeRange(hrefs.route(gatewayId, routeId, 'plugins'), search) as Route}
    >
      {t('consumer.openPlugins')}
    </Link>
  );
  if (found === undefined || (found.breakdown.values.length === 0 && found.unreadable === 0)) {
    return (
      <div className="flex min-h-35 flex-col items-start gap-2 p-2 text-muted text-xs">
        {hasSpans === null ? null : (
          <p className="max-w-prose text-pretty">{t(hasSpans ? 'consumer.unnamed' : 'consumer.noSpans')}</p>
        )}
        <p className="max-w-prose text-pretty">
          {t(
            found === undefined
              ? 'consumer.seriesFailed'
              : hasSpans === null
                ? 'consumer.noSeriesAlone'
                : 'consumer.noSeries',
          )}
        </p>
        <div className="flex flex-wrap gap-2">
          {found === undefined ? (
            <Button disabled={query.isFetching} onClick={() => void query.refetch()} size="sm">
              {tProblems('retry')}
            </Button>
          ) : null}
          {plugins}
        </div>
      </div>
    );
  }
  return (
    <>
      <BreakdownTable
        breakdown={found.breakdown}
        dimension="consumer"
        isChosen={() => false}
        onSort={(next) => void setParams({ values: next })}
        onToggleOf={() => null}
        sort={sort}
        tracesHrefOf={() => null}
        whole={found.totals}
      />
      <div className="flex flex-col items-start gap-1 border-t p-2 text-muted text-xs">
        {found.cutBeforeS === null ? null : (
          <p className="max-w-prose text-pretty text-client-error">
            {t('consumer.cutBefore', { since: moment(found.cutBeforeS * 1000) })}
          </p>
        )}
        {found.unreadable === 0 ? null : (
          <p className="max-w-prose text-pretty text-client-error">
            {t('consumer.unreadable', { count: found.unreadable })}
          </p>
        )}
        <p className="max-w-prose text-pretty">
          {t(hasSpans === null ? 'consumer.ofSeriesAlone' : 'consumer.ofSeries')}
        </p>
        <UnfilteredNote by="apisix" />
        {plugins}
      </div>
    </>
  );
}
