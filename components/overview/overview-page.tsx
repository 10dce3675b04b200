'use client';

import { useQuery } from '@tanstack/react-query';
import type { Route } from 'next';
import Link from 'next/link';
import { useSearchParams } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { hasNoCalls } from '@/components/metrics/prepare-route-charts';
import { hrefs } from '@/components/shell/hrefs';
import { LastHourButton } from '@/components/time-range/last-hour-button';
import { keepTimeRange } from '@/components/time-range/time-range-params';
import { useTimeRange } from '@/components/time-range/use-time-range';
import { WithinTime } from '@/components/time-range/within-time';
import { widerPreset } from '@/components/traces/call-empty';
import { Button, buttonVariants } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';
import { EmptyState } from '@/components/ui/empty-state';
import { ProblemPanel } from '@/components/ui/problem-panel';
import type { GatewayNumbers } from '@/lib/deepflow/gateway-numbers';
import { numberQueries } from '@/lib/deepflow/number-queries';
import { gatewayMetricQueries } from '@/lib/prometheus/gateway-queries';
import { parseTimeRange } from '@/lib/telemetry/time-range';
import { DictsCard } from './dicts-card';
import { GatewayRed } from './gateway-red';
import { NodesCard } from './nodes-card';
import { RouteRankings } from './route-rankings';
import { WithoutRoute } from './without-route';

/** The gateway as a whole: what DeepFlow saw reach it, and what its nodes tell of themselves; each fails alone. */
export function OverviewPage({ gatewayId }: { gatewayId: string }) {
  return (
    <div className="flex flex-col gap-4 p-4 max-sm:p-2">
      <WithinTime>
        <Traffic gatewayId={gatewayId} />
      </WithinTime>
      <Nodes gatewayId={gatewayId} />
    </div>
  );
}

function Traffic({ gatewayId }: { gatewayId: string }) {
  const t = useTranslations('overview');
  const { range } = useTimeRange();
  const { data, error, isFetching, isPlaceholderData, refetch } = useQuery(numberQueries.whole(gatewayId, range));
  return (
    <section aria-busy={isFetching} aria-label={t('traffic')} className="flex flex-col gap-3">
      <h2 className="font-semibold">{t('traffic')}</h2>
      {error ? <ProblemPanel onRetry={() => void refetch()} problem={error.problem} retrying={isFetching} /> : null}
      {error && data === undefined ? null : data && (!data.isObserved || hasNoCalls(data)) && !isPlaceholderData ? (
        <NoCalls gatewayId={gatewayId} numbers={data} />
      ) : (
        <div className={cn('flex flex-col gap-3 transition-opacity', isPlaceholderData && 'opacity-50')}>
          <GatewayRed gatewayId={gatewayId} isOld={isPlaceholderData} numbers={data} />
          <RouteRankings gatewayId={gatewayId} numbers={data} />
          <WithoutRoute numbers={data} />
        </div>
      )}
    </section>
  );
}

function NoCalls({ gatewayId, numbers }: { gatewayId: string; numbers: GatewayNumbers }) {
  const t = useTranslations('overview');
  const tTraces = useTranslations('traces.empty');
  const search = useSearchParams();
  const { chosen, setRange } = useTimeRange();
  const wider = widerPreset(chosen);
  if (numbers.notices.includes('not_kept'))
    return (
      <EmptyState action={<LastHourButton />} title={tTraces('not_kept.title')}>
        {tTraces('not_kept.text')}
      </EmptyState>
    );
  const reason = numbers.isObserved ? 'no_calls' : 'not_observed';
  return (
    <EmptyState
      action={
        !numbers.isObserved ? (
          <Link className={buttonVariants()} href={keepTimeRange(hrefs.status(gatewayId), search) as Route}>
            {t('empty.openStatus')}
          </Link>
        ) : wider === null ? null : (
          <Button onClick={() => setRange(parseTimeRange(wider, 'now'))}>{tTraces('widen')}</Button>
        )
      }
      title={t(`${reason}.title`)}
    >
      {t(`${reason}.text`)}
    </EmptyState>
  );
}

function Nodes({ gatewayId }: { gatewayId: string }) {
  const t = useTranslations('overview');
  const { range } = useTimeRange();
  const { data, error, isFetching, isPlaceholderData, refetch } = useQuery(
    gatewayMetricQueries.nodes({ gatewayId, range }),
  );
  return (
    <section aria-busy={isFetching} aria-label={t('sections.nodes')} className="flex flex-col gap-3">
      <h2 className="font-semibold">{t('sections.nodes')}</h2>
      {error ? <ProblemPanel onRetry={() => void refetch()} problem={error.problem} retrying={isFetching} /> : null}
      {error && data === undefined ? null : (
        <div
          className={cn(
            'grid grid-cols-[3fr_2fr] items-start gap-3 transition-opacity max-xl:grid-cols-1',
            isPlaceholderData && 'opacity-50',
          )}
        >
          <NodesCard gatewayId={gatewayId} nodes={data} />
          <DictsCard nodes={data} />
        </div>
      )}
    </section>
  );
}
