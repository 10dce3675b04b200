'use client';

import { useTranslations } from 'next-intl';
import { useMemo } from 'react';
import { usePointWords } from '@/components/traces/point-words';
import { formatDuration, formatExact } from '@/lib/telemetry/format';
import type { OpenedTrace } from '@/lib/telemetry/trace/columns';
import { gapsOf, type SpanGap } from '@/lib/telemetry/trace/gaps';

export type SpanGapsProps = { opened: OpenedTrace; index: number; onSelect: (index: number) => void };

/** More than these are noise: the longest count. */
const mostGaps = 5;

/** Where a span's own time lies: between which of its children, and whether it was work or the way. */
export function SpanGaps({ opened, index, onSelect }: SpanGapsProps) {
  const t = useTranslations('spans.gap');
  const tKind = useTranslations('timeline.gap.kind');
  const tEnd = useTranslations('timeline.gap');
  const pointWords = usePointWords();
  const { columns, tables } = opened;
  const gaps = useMemo(() => gapsOf(opened, index), [opened, index]);
  const hasChildren = (columns.last[index] ?? index) > index;
  if (!hasChildren || gaps.length === 0) return null;
  const longest = new Set([...gaps].sort((a, b) => length(b) - length(a)).slice(0, mostGaps));
  const nameOf = (at: number) => {
    const service = tables.services[columns.service[at] ?? -1]?.name;
    const point = pointWords(tables.points[columns.point[at] ?? -1] ?? '');
    return service === undefined ? point : tEnd('end', { service, point });
  };
  const end = (at: number, side: 'start' | 'end') =>
    at < 0 ? (
      t(side)
    ) : (
      <button className="rounded-sm text-accent hover:underline" onClick={() => onSelect(at)} type="button">
        {nameOf(at)}
      </button>
    );
  return (
    <section aria-label={t('label')} className="flex flex-col gap-1 border-t pt-3">
      <h3 className="font-semibold">{t('label')}</h3>
      <ul className="flex flex-col gap-0.5">
        {gaps
          .filter((gap) => longest.has(gap))
          .map((gap) => (
            <li className="flex items-baseline gap-2" key={gap.fromUs}>
              <span className="w-16 shrink-0 text-right tabular-nums" title={formatExact(length(gap), 'µs')}>
                {formatDuration(length(gap))}
              </span>
              <span className="min-w-0">
                {t.rich('between', {
                  from: () => end(gap.before, 'start'),
                  to: () => end(gap.after, 'end'),
                  what: tKind(gap.kind),
                })}
              </span>
            </li>
          ))}
      </ul>
      {gaps.length > mostGaps ? <p className="text-subtle">{t('more', { count: gaps.length - mostGaps })}</p> : null}
    </section>
  );
}

function length({ fromUs, toUs }: SpanGap): number {
  return toUs - fromUs;
}
