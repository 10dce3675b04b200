'use client';

import { useQuery } from '@tanstack/react-query';
import { TriangleAlert } from 'lucide-react';
import type { Route } from 'next';
import Link from 'next/link';
import { useSearchParams } from 'next/navigation';
import { useTimeZone, useTranslations } from 'next-intl';
import { memo, type ReactNode } from 'react';
import { hrefs } from '@/components/shell/hrefs';
import { keepTimeRange } from '@/components/time-range/time-range-params';
import { zoneOffset } from '@/components/time-range/zoned-input';
import { telemetryQueries } from '@/lib/deepflow/queries';
import { formatDuration, formatExact } from '@/lib/telemetry/format';
import type { OpenedTrace } from '@/lib/telemetry/trace/columns';
import type { TraceStats } from '@/lib/telemetry/trace/trace-stats';
import { Status } from './call-marks';
import { traceSummary } from './trace-summary';
import { useCallTime } from './use-call-time';

export type TraceHeaderProps = {
  gatewayId: string;
  opened: OpenedTrace;
  stats: TraceStats;
  routeId: string | null;
  actions: ReactNode;
  /** Goes to the next span that does not fit. */
  onFault: () => void;
};

/** Which request this is: its line, outcome, time, and what its trace is made of. */
export const TraceHeader = memo(function TraceHeader(props: TraceHeaderProps) {
  const { gatewayId, opened, stats, routeId, actions, onFault } = props;
  const t = useTranslations('traces');
  const tTimeline = useTranslations('timeline');
  const search = useSearchParams();
  const time = useCallTime();
  const timeZone = useTimeZone() ?? 'UTC';
  const { callId, fileName, columns, tables } = opened;
  const { data: detail } = useQuery({
    ...telemetryQueries.call(gatewayId, callId ?? ''),
    enabled: callId !== null,
  });
  const summary = traceSummary(opened, detail?.call ?? null);
  const { outcomes, faulty } = stats;
  const errors = outcomes.client_error + outcomes.server_error + outcomes.timeout;
  return (
    <div className="flex items-start gap-2" data-slot="trace-header">
      <div className="min-w-0 flex-1">
        <h1 className="flex min-w-0 items-baseline gap-2 font-mono font-semibold text-base">
          {summary.method === '' ? null : <span className="shrink-0">{summary.method}</span>}
          {/* The host comes last: it is known later than the path, which keeps its place then. */}
          <span className="line-clamp-2 min-w-0 break-all" title={`${summary.host}${summary.path}`.slice(0, 2000)}>
            {/* The space parts the two for those who hear or copy them, too. */}
            {summary.path.slice(0, 2000)}{' '}
            {summary.host === '' ? null : <span className="font-normal text-muted">{summary.host}</span>}
          </span>
        </h1>
        <ul className="flex flex-wrap items-center gap-x-3 gap-y-0.5 text-muted text-xs leading-5">
          <li>
            <Status outcome={summary.outcome} status={summary.status} />
          </li>
          <li title={formatExact(summary.durationUs, 'µs')}>{formatDuration(summary.durationUs)}</li>
          <li title={time.full(summary.startUs)}>
            <time className="tabular-nums">
              {time.day(summary.startUs)} {time.clock(summary.startUs)} ({zoneOffset(summary.startUs / 1000, timeZone)})
            </time>
          </li>
          <li>{t('trace.serviceCount', { count: tables.services.length })}</li>
          <li>{t('trace.spanCount', { count: columns.count })}</li>
          <li className="@max-4xl:hidden">{tTimeline('depth', { count: stats.depth + 1 })}</li>
          {errors > 0 ? (
            <li className={errors > outcomes.client_error ? 'text-server-error' : 'text-client-error'}>
              {tTimeline('errorCount', { count: errors })}
            </li>
          ) : null}
          {faulty > 0 ? (
            <li>
              <button
                className="flex items-center gap-1 rounded-sm text-client-error hover:underline"
                onClick={onFault}
                title={tTimeline('faultHint')}
                type="button"
              >
                <TriangleAlert aria-hidden className="size-3.5" />
                {tTimeline('faultCount', { count: faulty })}
              </button>
            </li>
          ) : null}
          {routeId === null ? null : (
            <li className="min-w-0">
              <Link
                className="break-all text-accent hover:underline"
                href={keepTimeRange(hrefs.route(gatewayId, routeId), search) as Route}
                prefetch={false}
              >
                {t('trace.route', { id: routeId })}
              </Link>
            </li>
          )}
          {fileName === null ? null : (
            <li className="min-w-0 break-all">{tTimeline('fromFile', { name: fileName })}</li>
          )}
        </ul>
      </div>
      {actions}
    </div>
  );
});
