'use client';

import { useTranslations } from 'next-intl';
import { usePointWords } from '@/components/traces/point-words';
import { formatDuration } from '@/lib/telemetry/format';
import type { OpenedTrace } from '@/lib/telemetry/trace/columns';
import type { SpanGap } from '@/lib/telemetry/trace/gaps';
import { useSpanWords } from './span-words';

/** A gap as a sentence: `4.1 ms between gateway (client process) and orders (server process): network`. */
export function useGapWords(opened: OpenedTrace): (index: number, gap: SpanGap) => string {
  const t = useTranslations('timeline.gap');
  const words = useSpanWords(opened);
  const pointWords = usePointWords();
  const who = (index: number) => {
    const { kind, service, name } = words(index);
    const point = opened.tables.points[opened.columns.point[index] ?? -1] ?? '';
    return t('end', { service: cut(service), point: kind === 'A' ? cut(name) : pointWords(point) });
  };
  return (index, { fromUs, toUs, kind, before, after }) => {
    const time = formatDuration(toUs - fromUs);
    const what = t(`kind.${kind}`);
    if (before < 0 && after < 0) return t('alone', { time, what });
    if (before < 0) return t('first', { time, what, span: who(index), after: who(after) });
    if (after < 0) return t('last', { time, what, span: who(index), before: who(before) });
    return t('between', { time, what, before: who(before), after: who(after) });
  };
}

function cut(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
