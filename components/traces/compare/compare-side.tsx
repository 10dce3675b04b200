'use client';

import { useQuery } from '@tanstack/react-query';
import type { Route } from 'next';
import Link from 'next/link';
import { useSearchParams } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { hrefs } from '@/components/shell/hrefs';
import { keepTimeRange } from '@/components/time-range/time-range-params';
import { Status } from '@/components/traces/call-marks';
import { useCallTime } from '@/components/traces/use-call-time';
import type { useOpenTrace } from '@/components/traces/use-open-trace';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { Skeleton } from '@/components/ui/skeleton';
import { telemetryQueries } from '@/lib/deepflow/queries';
import { formatDuration, formatExact } from '@/lib/telemetry/format';

export type CompareSideProps = {
  /** A or B. */
  name: string;
  gatewayId: string;
  callId: string;
  routeId: string | null;
  query: ReturnType<typeof useOpenTrace>;
};

/** Which call one side is. What is known of it stays when its trace, or the other side, cannot be read. */
export function CompareSide({ name, gatewayId, callId, routeId, query }: CompareSideProps) {
  const t = useTranslations('spans.compare');
  const tTraces = useTranslations('traces');
  const search = useSearchParams();
  const time = useCallTime();
  const { data: detail } = useQuery(telemetryQueries.call(gatewayId, callId));
  const call = detail?.call ?? null;
  const opened = query.data?.opened ?? null;
  const extra: Record<string, string> = routeId === null ? {} : { route: routeId };
  return (
    <section aria-label={t('side', { name })} className="flex min-w-0 flex-col gap-1">
      <h2 className="flex min-w-0 items-baseline gap-2">
        <span
          aria-hidden
          className="grid size-5 shrink-0 place-items-center self-center rounded-sm border border-line-strong font-mono text-2xs"
        >
          {name}
        </span>
        <Link
          className="min-w-0 truncate font-mono font-semibold hover:underline"
          href={keepTimeRange(hrefs.trace(gatewayId, callId), search, extra) as Route}
          title={call === null ? callId : `${call.method} ${call.host}${call.path}`}
        >
          {call === null ? t('call', { id: callId }) : `${call.method} ${call.path}`}
        </Link>
      </h2>
      {call === null && opened === null && query.error === null ? <Skeleton className="w-64 max-w-full" /> : null}
      <ul className="flex flex-wrap items-center gap-x-3 text-muted text-xs">
        {call === null ? null : (
          <>
            <li>
              <Status outcome={call.outcome} status={call.status} />
            </li>
            <li title={formatExact(call.durationUs, 'µs')}>{formatDuration(call.durationUs)}</li>
            <li title={time.full(call.startUs)}>
              <time className="tabular-nums">
                {time.day(call.startUs)} {time.clock(call.startUs)}
              </time>
            </li>
          </>
        )}
        {opened === null ? null : <li>{tTraces('trace.spanCount', { count: opened.columns.count })}</li>}
      </ul>
      {query.error?.problem.code === 'not_found' ? (
        <div role="alert">
          <p className="font-medium">{t('unknownCall')}</p>
          <p className="text-pretty text-muted">{t('unknownCallText')}</p>
        </div>
      ) : query.error ? (
        <ProblemPanel onRetry={() => query.refetch()} problem={query.error.problem} retrying={query.isFetching} />
      ) : opened !== null && opened.columns.count === 0 ? (
        <p className="text-muted">{tTraces('trace.emptyText')}</p>
      ) : null}
    </section>
  );
}
