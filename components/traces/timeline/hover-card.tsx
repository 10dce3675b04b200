'use client';

import { useTranslations } from 'next-intl';
import { memo, useEffect, useRef } from 'react';
import { HoverCardFrame, placeBeside } from '@/components/charts/flame/hover-card';
import { seriesColour } from '@/components/traces/span-marks';
import { formatDuration } from '@/lib/telemetry/format';
import { faultsOf } from '@/lib/telemetry/trace/faults';
import { knownCriticalUs } from '@/lib/telemetry/trace/known-path';
import { knownTimes } from '@/lib/telemetry/trace/known-times';
import { gapAt } from './gap-at';
import { useSpanWords } from './span-words';
import { useGapWords } from './use-gap-words';
import type { TraceScene } from './use-trace-state';

/** What is under the pointer, in words, beside it. Written by hand: a render at each move would be felt. */
export const HoverCard = memo(function HoverCard({ state }: { state: TraceScene }) {
  const t = useTranslations('timeline');
  const { opened, pointer, look } = state;
  const spanWords = useSpanWords(opened);
  const gapWords = useGapWords(opened);
  const card = useRef<HTMLDivElement>(null);
  const swatch = useRef<HTMLSpanElement>(null);
  const title = useRef<HTMLSpanElement>(null);
  const times = useRef<HTMLParagraphElement>(null);
  const critical = useRef<HTMLParagraphElement>(null);
  const gap = useRef<HTMLParagraphElement>(null);
  const faults = useRef<HTMLParagraphElement>(null);

  useEffect(() => {
    const { columns } = opened;
    const write = (line: HTMLElement | null, text: string) => {
      if (!line) return;
      line.hidden = text === '';
      if (line.textContent !== text) line.textContent = text;
    };
    let shown = -1;
    const update = () => {
      const box = card.current;
      if (!box) return;
      const { index } = pointer;
      // Over the names the row says it all; the card is for the bars.
      box.hidden = index < 0 || pointer.moment === null;
      if (box.hidden) return;
      if (shown !== index) {
        shown = index;
        const { service, name, kind } = spanWords(index);
        write(title.current, `${kind} · ${service} ${name}`.slice(0, 400));
        if (swatch.current) swatch.current.style.background = seriesColour(look.fill[index] || undefined);
        const { start, durationUs, selfUs } = knownTimes(opened, index);
        write(
          times.current,
          t('hoverTimes', {
            duration: formatDuration(durationUs),
            self: formatDuration(selfUs),
            start: formatDuration(start),
          }),
        );
        const isOnPath = (columns.critical[index] ?? 0) > 0;
        const onPathUs = knownCriticalUs(opened, index);
        write(critical.current, isOnPath ? t('onCritical', { time: formatDuration(onPathUs) }) : '');
        write(
          faults.current,
          faultsOf(columns.fault[index] ?? 0)
            .map((fault) => t(`fault.${fault}`))
            .join('\n'),
        );
      }
      const found = gapAt(opened, index, pointer.moment);
      write(gap.current, found === null ? '' : gapWords(index, found));
      placeBeside(box, pointer);
    };
    update();
    return pointer.subscribe(update);
  });
  return (
    <HoverCardFrame card={card} swatch={swatch} title={title}>
      <p className="text-muted tabular-nums" ref={times} />
      <p className="text-muted tabular-nums" ref={critical} />
      <p className="mt-1 border-t pt-1 text-pretty" ref={gap} />
      <p className="mt-1 border-t pt-1 text-pretty whitespace-pre-line text-client-error" ref={faults} />
    </HoverCardFrame>
  );
});
