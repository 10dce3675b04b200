'use client';

import type { Route } from 'next';
import Link from 'next/link';
import { useSearchParams } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { hrefs } from '@/components/shell/hrefs';
import { keepTimeRange } from '@/components/time-range/time-range-params';
import { Status } from '@/components/traces/call-marks';
import { usePointWords } from '@/components/traces/point-words';
import { useCallTime } from '@/components/traces/use-call-time';
import { Copyable } from '@/components/ui/copyable';
import { Fact, Facts } from '@/components/ui/facts';
import type { Span } from '@/lib/deepflow/dto';
import { formatDuration, formatExact, formatShare } from '@/lib/telemetry/format';
import { kindCodes, type OpenedTrace, outcomeCodes } from '@/lib/telemetry/trace/columns';
import { knownCriticalUs } from '@/lib/telemetry/trace/known-path';
import { knownTimes } from '@/lib/telemetry/trace/known-times';
import { FilterLink } from './filter-link';
import { linkReason } from './link-reason';
import { SpanRank } from './span-rank';

const orMissing = (text: string | null | undefined) =>
  text === null || text === undefined || text === '' ? '–' : text;

export type SpanFactsProps = { gatewayId: string; opened: OpenedTrace; index: number; span: Span | undefined };

/** What a span is and where its time went, from the columns: there without waiting for its attributes. */
export function SpanFacts({ gatewayId, opened, index, span }: SpanFactsProps) {
  const t = useTranslations('spans.details');
  const tTraces = useTranslations('traces');
  const time = useCallTime();
  const pointWords = usePointWords();
  const { columns, tables, startUs, endUs } = opened;
  const kind = kindCodes[columns.kind[index] ?? 0] ?? 'A';
  const outcome = outcomeCodes[columns.outcome[index] ?? 4] ?? 'unknown';
  const status = columns.status[index] ?? -1;
  const { start, durationUs, selfUs } = knownTimes(opened, index, span);
  const criticalUs = knownCriticalUs(opened, index);
  const point = tables.points[columns.point[index] ?? -1] ?? '';
  const traceUs = endUs - startUs;
  // Spans of a file have no rows here to be compared with.
  const rowId = opened.callId === null ? undefined : span?.rowIds[0];
  const shareOf = (key: 'ofTrace' | 'ofSpan', us: number) => {
    const of = key === 'ofTrace' ? traceUs : durationUs;
    return of !== null && of > 0 ? (
      <span className="text-muted"> · {t(key, { share: formatShare(us / of) })}</span>
    ) : null;
  };
  const timeOf = (key: 'ofTrace' | 'ofSpan', us: number | null) =>
    us === null ? (
      t('notKnown')
    ) : (
      <>
        <span title={formatExact(us, 'µs')}>{formatDuration(us)}</span>
        {shareOf(key, us)}
      </>
    );
  return (
    <Facts>
      <Fact name={t('kind')}>{tTraces(`kind.${kind}`)}</Fact>
      <Fact name={t('service')}>{orMissing(tables.services[columns.service[index] ?? -1]?.name)}</Fact>
      <Fact name={t('status')}>
        <span className="flex items-center gap-1.5">
          <Status outcome={outcome} status={status < 0 ? null : status} />
          <span className="text-muted">{tTraces(`outcome.${outcome}`)}</span>
        </span>
      </Fact>
      <Fact name={t('start')}>
        {start === null ? t('notKnown') : null}
        {/* A clock that is years off has a date of its own, and no place on this axis. */}
        {start !== null && Math.abs(start) > traceUs ? time.full(startUs + start) : null}
        {start !== null && Math.abs(start) <= traceUs ? (
          <span title={time.full(startUs + start)}>
            <span className="font-mono tabular-nums">{time.clock(startUs + start)}</span>
            <span className="text-muted"> · {t('startOffset', { offset: formatDuration(start) })}</span>
          </span>
        ) : null}
      </Fact>
      <Fact name={t('duration')}>{timeOf('ofTrace', durationUs)}</Fact>
      <Fact name={t('self')}>{timeOf('ofSpan', selfUs)}</Fact>
      <Fact name={t('critical')}>
        {criticalUs === 0 ? <span className="text-muted">{t('notCritical')}</span> : timeOf('ofTrace', criticalUs)}
      </Fact>
      {rowId === undefined ? null : (
        <Fact name={t('rank')}>
          {/* Its sentence takes two lines: what is below keeps its place when it arrives. */}
          <div className="min-h-[2lh]">
            <SpanRank gatewayId={gatewayId} rowId={rowId} />
          </div>
        </Fact>
      )}
      <Fact name={t('point')}>
        {pointWords(point)} <span className="font-mono text-subtle">{point}</span>
      </Fact>
      <Fact name={t('place')}>{orMissing(tables.places[columns.place[index] ?? -1])}</Fact>
      <Fact name={t('host')}>{orMissing(tables.hosts[columns.host[index] ?? -1])}</Fact>
    </Facts>
  );
}

/** By what a span is known, and why it hangs where it hangs. */
export function SpanIds({ gatewayId, routeId, span }: { gatewayId: string; routeId: string | null; span: Span }) {
  const t = useTranslations('spans.details');
  const tTraces = useTranslations('traces');
  const search = useSearchParams();
  const reason = linkReason(span.linkedBy ?? '');
  const missingParent = span.faults.includes('missing_parent') ? span.parentId : null;
  return (
    <Facts className="border-t pt-3">
      <Fact name={t('protocol')}>{orMissing(span.protocol)}</Fact>
      {span.routeId === null ? null : (
        <Fact name={t('route')}>
          <Link
            className="text-accent hover:underline"
            href={keepTimeRange(hrefs.route(gatewayId, span.routeId), search) as Route}
          >
            {span.routeId}
          </Link>
        </Fact>
      )}
      {span.traceId === null ? null : (
        <Fact name={t('traceId')}>
          <span className="flex items-start gap-1">
            <Copyable className="min-w-0 flex-1" name={t('traceId')} value={span.traceId} />
            <FilterLink
              filter={{ trace: span.traceId.split(', ')[0] ?? '' }}
              gatewayId={gatewayId}
              name={t('traceId')}
              routeId={routeId}
              startUs={span.startUs}
            />
          </span>
        </Fact>
      )}
      {span.spanId === null ? null : (
        <Fact name={t('spanId')}>
          <Copyable name={t('spanId')} value={span.spanId} />
        </Fact>
      )}
      {span.flowId === null ? null : (
        <Fact name={t('flowId')}>
          <Copyable name={t('flowId')} value={span.flowId} />
        </Fact>
      )}
      {missingParent === null ? null : (
        <Fact name={t('parentId')}>
          <Copyable name={t('parentId')} value={missingParent} />
        </Fact>
      )}
      <Fact name={t('linkedBy')}>
        {span.parentId === missingParent ? (
          t('isRoot')
        ) : (
          <>
            {reason === null ? null : <span className="block">{tTraces(`link.${reason}`)}</span>}
            <span className="font-mono text-subtle">{orMissing(span.linkedBy)}</span>
          </>
        )}
      </Fact>
      {span.rowIds.length === 0 ? null : (
        <Fact name={t('rows')}>
          {span.rowIds.map((id) => (
            <Copyable key={id} name={t('rows')} value={id} />
          ))}
        </Fact>
      )}
    </Facts>
  );
}
