'use client';

import { useQuery } from '@tanstack/react-query';
import type { Route } from 'next';
import Link from 'next/link';
import { useSearchParams } from 'next/navigation';
import { useTimeZone, useTranslations } from 'next-intl';
import { hrefs } from '@/components/shell/hrefs';
import { keepTimeRange } from '@/components/time-range/time-range-params';
import { zoneOffset } from '@/components/time-range/zoned-input';
import type { Trace } from '@/lib/deepflow/dto';
import { telemetryQueries } from '@/lib/deepflow/queries';
import { formatDuration, formatExact } from '@/lib/telemetry/format';
import { Status } from './call-marks';
import { traceSummary } from './trace-summary';
import { useCallTime } from './use-call-time';

export type TraceHeaderProps = {
  gatewayId: string;
  trace: Trace;
  routeId: string | null;
};

/** Which request this is: its line, outcome, time, and what its trace is made of. */
export function TraceHeader({ gatewayId, trace, routeId }: TraceHeaderProps) {
  const t = useTranslations('traces');
  const search = useSearchParams();
  const time = useCallTime();
  const timeZone = useTimeZone() ?? 'UTC';
  const { data: detail } = useQuery(telemetryQueries.call(gatewayId, trace.callId));
  const summary = traceSummary(trace, detail?.call ?? null);
  return (
    <div className="min-w-0" data-slot="trace-header">
      <h1 className="flex min-w-0 items-baseline gap-2 font-mono font-semibold text-base">
        <span className="shrink-0">{summary.method}</span>
        <span className="min-w-0 break-all">
          <span className="font-normal text-muted">{summary.host}</span>
          {summary.path}
        </span>
      </h1>
      <ul className="flex flex-wrap items-center gap-x-3 gap-y-0.5 text-muted text-xs">
        <li>
          <Status outcome={summary.outcome} status={summary.status} />
        </li>
        <li title={formatExact(summary.durationUs, 'µs')}>{formatDuration(summary.durationUs)}</li>
        <li title={time.full(summary.startUs)}>
          <time className="tabular-nums">
            {time.day(summary.startUs)} {time.clock(summary.startUs)} ({zoneOffset(summary.startUs / 1000, timeZone)})
          </time>
        </li>
        <li>{t('trace.serviceCount', { count: trace.services.length })}</li>
        <li>
          {t('trace.spanCount', { count: trace.spans.length })}
          <span className="text-subtle">
            {' '}
            (A {summary.kinds.A} · S {summary.kinds.S} · N {summary.kinds.N})
          </span>
        </li>
        {routeId === null ? null : (
          <li>
            <Link
              className="text-accent hover:underline"
              href={keepTimeRange(hrefs.route(gatewayId, routeId), search) as Route}
            >
              {t('trace.route', { id: routeId })}
            </Link>
          </li>
        )}
      </ul>
    </div>
  );
}
