'use client';

import { useTranslations } from 'next-intl';
import { SentenceGap } from '@/components/ui/sentence-gap';
import { formatDuration, formatShare } from '@/lib/telemetry/format';
import type { OpenedTrace } from '@/lib/telemetry/trace/columns';
import { formatTimes, manyTimes } from './delta';

export type CompareSummaryProps = {
  a: OpenedTrace;
  b: OpenedTrace;
  counts: { both: number; onlyA: number; onlyB: number };
};

/** The difference in one sentence each: time, and structure. */
export function CompareSummary({ a, b, counts }: CompareSummaryProps) {
  const t = useTranslations('spans.compare');
  const lengthA = a.endUs - a.startUs;
  const deltaUs = b.endUs - b.startUs - lengthA;
  const grown = lengthA > 0 ? deltaUs / lengthA : null;
  const share = formatShare(grown === null ? null : Math.abs(grown));
  const isManyTimes = grown !== null && grown >= manyTimes;
  const isSame = counts.onlyA === 0 && counts.onlyB === 0;
  return (
    <p>
      <strong className="font-semibold">
        {deltaUs === 0
          ? t('equallyLong')
          : isManyTimes
            ? t('timesLonger', { delta: formatDuration(deltaUs), times: formatTimes(1 + grown) })
            : t(deltaUs > 0 ? 'longer' : 'shorter', { delta: formatDuration(Math.abs(deltaUs)), share })}
      </strong>
      <SentenceGap />
      <span className="text-muted">{isSame ? t('sameStructure', { both: counts.both }) : t('structure', counts)}</span>
    </p>
  );
}
