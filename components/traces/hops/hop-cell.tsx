'use client';

import { useTranslations } from 'next-intl';
import { usePointWords } from '@/components/traces/point-words';
import { cn } from '@/components/ui/cn';
import { joinSentences } from '@/lib/i18n/sentences';
import { formatDuration, formatExact } from '@/lib/telemetry/format';
import type { HopPath, HopStation, HopStep } from '@/lib/telemetry/trace/hops';
import { useHopWords } from './use-hop-words';

export type HopCellProps = {
  path: HopPath;
  /** Of the station in the path. */
  place: number;
  isSelected: boolean;
  onSelect: (index: number) => void;
};

/** One station and the line to the next: above the line the time of each way, below it the place and its own time. */
export function HopCell({ path, place, isSelected, onSelect }: HopCellProps) {
  const station = path.stations[place];
  if (station === undefined) return null;
  const step = path.steps.find(({ from }) => from === place);
  const passing = path.steps.find(({ from, to }) => from < place && place < to);
  const isLast = place === path.stations.length - 1;
  return (
    <li className="relative flex min-w-29 flex-1 flex-col" data-slot="hop">
      <div className="h-4 pl-3 text-2xs leading-4 whitespace-nowrap tabular-nums">
        {step === undefined ? null : <StepTimes path={path} step={step} />}
      </div>
      <div aria-hidden className="relative h-2.5">
        {isLast ? null : (
          <span
            className={cn(
              'absolute inset-x-0 top-1 border-t',
              step?.where === 'middle'
                ? 'border-t-2 border-accent'
                : step !== undefined && step.to === place + 1
                  ? 'border-line-strong'
                  : step !== undefined || passing !== undefined
                    ? 'border-dashed border-line-strong'
                    : 'border-dotted border-line',
            )}
          />
        )}
        <span
          className={cn(
            'absolute top-0 left-0 size-2 rounded-full border',
            station.index >= 0 ? 'border-fg bg-fg' : 'border-dashed border-subtle bg-surface',
            isSelected && 'border-accent bg-accent ring-2 ring-accent/30',
          )}
        />
      </div>
      <StationName isSelected={isSelected} onSelect={onSelect} path={path} station={station} />
    </li>
  );
}

function StepTimes({ path, step }: { path: HopPath; step: HopStep }) {
  const t = useTranslations('spans.hops');
  const words = useHopWords(path);
  const to = path.stations[step.to];
  const request = formatDuration(step.requestUs);
  const response = formatDuration(step.responseUs);
  const both = formatDuration(step.bothUs);
  const sentence = to === undefined ? '' : t('step', { to: words(to), request, response });
  const doubt =
    step.doubt === null ? '' : step.doubt === 'clock' ? t('doubtClock', { both }) : t('doubtOrder', { both });
  return (
    <span title={[sentence, doubt].filter(Boolean).join('\n')}>
      <span className="sr-only">{joinSentences([sentence, doubt])}</span>
      <span aria-hidden>
        {step.doubt === null ? (
          <>
            <span className="text-muted">→</span> {request} <span className="text-muted">←</span> {response}
          </>
        ) : (
          <span className="text-client-error">⚠ ⇄ {both}</span>
        )}
      </span>
    </span>
  );
}

function StationName(props: {
  station: HopStation;
  path: HopPath;
  isSelected: boolean;
  onSelect: (index: number) => void;
}) {
  const { station, path, isSelected, onSelect } = props;
  const t = useTranslations('spans.hops');
  const name = useHopWords(path)(station);
  const pointWords = usePointWords();
  if (station.index < 0)
    return (
      <span
        className="flex flex-col py-0.5 pr-2 leading-4 text-subtle"
        title={[`${name} · ${pointWords(station.point)} ${station.point}`, t('notObservedWhy')].join('\n')}
      >
        <span className="truncate">{name}</span>
        <span className="text-2xs italic">{t('notObserved')}</span>
      </span>
    );
  const duration = station.isAnswered ? formatDuration(station.durationUs) : t('notAnswered');
  return (
    <button
      aria-pressed={isSelected}
      className="-ml-1 mr-2 flex min-w-0 flex-col rounded-sm px-1 py-0.5 text-left leading-4 hover:bg-hover aria-pressed:bg-accent-soft"
      onClick={() => onSelect(station.index)}
      title={[
        `${name} · ${pointWords(station.point)} ${station.point}`,
        station.place,
        formatExact(station.durationUs, 'µs'),
      ].join('\n')}
      type="button"
    >
      <span className="truncate font-medium">
        {name}
        <span className="sr-only">{', '}</span>
      </span>
      <span className="flex max-w-28 min-w-0 items-baseline gap-1.5 text-2xs">
        <span className="shrink-0 text-muted tabular-nums">
          {duration}
          <span className="sr-only">{', '}</span>
        </span>
        {/* The end of a pod's name tells pods apart. */}
        <span className="min-w-0 truncate font-mono text-subtle" dir="rtl">
          <bdi>{station.place || '–'}</bdi>
        </span>
      </span>
    </button>
  );
}
