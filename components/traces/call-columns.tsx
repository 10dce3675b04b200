'use client';

import type { Route } from 'next';
import Link from 'next/link';
import { useTimeZone, useTranslations } from 'next-intl';
import { useMemo } from 'react';
import { zoneOffset } from '@/components/time-range/zoned-input';
import type { Call } from '@/lib/deepflow/dto';
import { formatBytes, formatDuration, formatExact } from '@/lib/telemetry/format';
import type { CallColumn } from './call-grid';
import { AttributionMark, KindLetters, Status } from './call-marks';
import { DurationBar } from './duration-bar';
import { useCallTime } from './use-call-time';

export type CallColumnKey =
  | 'time'
  | 'outcome'
  | 'method'
  | 'host'
  | 'path'
  | 'duration'
  | 'request'
  | 'response'
  | 'kinds'
  | 'attribution'
  | 'client'
  | 'server'
  | 'trace';

export type CallColumnsInput = {
  /** Days are shown where the list spans more than one. */
  withDay: boolean;
  /** Epoch ms at which the zone's offset is named. */
  atMs: number;
  traceHref: (call: Call) => string;
  /** Dense lines have no room for bars. */
  withBars: boolean;
};

/** Every column a list of calls can have; a list picks from them. */
export function useCallColumns({
  withDay,
  atMs,
  traceHref,
  withBars,
}: CallColumnsInput): Record<CallColumnKey, CallColumn> {
  const t = useTranslations('traces');
  const time = useCallTime();
  const timeZone = useTimeZone() ?? 'UTC';
  return useMemo(
    () => ({
      time: {
        key: 'time',
        head: `${t('column.time')} (${zoneOffset(atMs, timeZone)})`,
        track: withDay ? '10rem' : '8.5rem',
        cell: (call) => (
          <time className="font-mono tabular-nums" title={time.full(call.startUs)}>
            {withDay ? `${time.day(call.startUs)} ` : ''}
            {time.clock(call.startUs)}
          </time>
        ),
      },
      outcome: {
        key: 'outcome',
        head: t('column.status'),
        track: '4.25rem',
        cell: (call) => <Status outcome={call.outcome} status={call.status} />,
      },
      method: {
        key: 'method',
        head: t('column.method'),
        track: '4.75rem',
        cell: (call) => <span className="font-mono">{call.method || '–'}</span>,
      },
      host: {
        key: 'host',
        head: t('column.host'),
        track: 'minmax(8rem,14rem)',
        cell: (call) => <span title={call.host}>{call.host || '–'}</span>,
      },
      path: {
        key: 'path',
        head: t('column.path'),
        track: 'minmax(12rem,1fr)',
        cell: (call) => (
          <Link
            className="block truncate-start rounded-sm font-mono hover:underline"
            href={traceHref(call) as Route}
            onClick={(event) => event.stopPropagation()}
            prefetch={false}
            tabIndex={-1}
            title={call.path}
          >
            <bdi dir="ltr">{call.path || '–'}</bdi>
          </Link>
        ),
      },
      duration: {
        key: 'duration',
        head: t('column.duration'),
        track: '6rem',
        align: 'end',
        cell: (call) =>
          withBars ? (
            <DurationBar us={call.durationUs} />
          ) : (
            <span className="font-mono tabular-nums" title={formatExact(call.durationUs, 'µs')}>
              {formatDuration(call.durationUs)}
            </span>
          ),
      },
      request: bytesColumn('request', t('column.request'), (call) => call.requestBytes),
      response: bytesColumn('response', t('column.response'), (call) => call.responseBytes),
      kinds: {
        key: 'kinds',
        head: t('column.kinds'),
        track: '4.25rem',
        cell: (call) => <KindLetters present={call.kinds} />,
      },
      attribution: {
        key: 'attribution',
        head: <span className="sr-only">{t('column.attribution')}</span>,
        track: '2.5rem',
        align: 'center',
        cell: (call) => <AttributionMark attribution={call.attribution} />,
      },
      client: {
        key: 'client',
        head: t('column.client'),
        track: 'minmax(7rem,10rem)',
        cell: (call) => (
          <span className="block truncate-start" title={call.client}>
            <bdi dir="ltr">{call.client || '–'}</bdi>
          </span>
        ),
      },
      server: {
        key: 'server',
        head: t('column.server'),
        track: 'minmax(7rem,10rem)',
        cell: (call) => (
          <span className="block truncate-start" title={call.server}>
            <bdi dir="ltr">{call.server || '–'}</bdi>
          </span>
        ),
      },
      trace: {
        key: 'trace',
        head: t('column.trace'),
        track: '8rem',
        cell: (call) => (
          <span className="font-mono" title={call.traceId ?? undefined}>
            {call.traceId ?? '–'}
          </span>
        ),
      },
    }),
    [t, time, timeZone, withDay, atMs, traceHref, withBars],
  );
}

function bytesColumn(key: string, head: string, bytes: (call: Call) => number | null): CallColumn {
  return {
    key,
    head,
    track: '5.5rem',
    align: 'end',
    cell: (call) => (
      <span className="font-mono tabular-nums" title={formatExact(bytes(call), 'B')}>
        {formatBytes(bytes(call))}
      </span>
    ),
  };
}
