'use client';

import { useTranslations } from 'next-intl';
import { formatDuration } from '@/lib/telemetry/format';
import { knownTimes } from '@/lib/telemetry/trace/known-times';
import { keptGaps } from './gap-at';
import { useGapWords } from './use-gap-words';
import type { TraceState } from './use-trace-state';

const most = 3;

/** Where the selected span's own time went: its longest gaps, named. Nothing where that time is not known. */
export function SelectedGaps({ state }: { state: TraceState }) {
  const t = useTranslations('timeline');
  const { opened, cursor, view } = state;
  const words = useGapWords(opened);
  const { columns } = opened;
  if (columns.last[cursor] === cursor) return null;
  const { selfUs } = knownTimes(opened, cursor);
  const gaps = keptGaps(opened, cursor);
  if (gaps.length === 0) return null;
  const longest = [...gaps].sort((a, b) => b.toUs - b.fromUs - (a.toUs - a.fromUs)).slice(0, most);
  return (
    <section
      aria-label={t('gapsOfSelected')}
      className="flex shrink-0 flex-wrap items-baseline gap-x-3 gap-y-0.5 border-t bg-surface px-3 py-1 text-xs"
      data-slot="selected-gaps"
    >
      <h2 className="text-muted" title={t('selfHint')}>
        {t('ownTime', { time: formatDuration(selfUs) })}
      </h2>
      {longest.map((gap) => (
        <button
          className="max-w-full truncate rounded-sm px-1 text-left hover:bg-hover"
          key={gap.fromUs}
          onClick={() => view.set({ from: gap.fromUs, to: gap.toUs }, 'jump')}
          title={t('zoomToGap')}
          type="button"
        >
          {words(cursor, gap)}
        </button>
      ))}
      {gaps.length > most ? <span className="text-subtle">{t('moreGaps', { count: gaps.length - most })}</span> : null}
    </section>
  );
}
