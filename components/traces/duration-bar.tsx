import { formatDuration, formatExact } from '@/lib/telemetry/format';

/** One step of the bar is ten times the time: 100 µs has none, 10 s fills the cell. The same scale on every page. */
export function durationShare(us: number): number {
  if (us <= 100) return 0;
  return Math.min(Math.log10(us / 100) / 5, 1);
}

/** A duration with a thin bar below, which makes slow rows stand out of a column. */
export function DurationBar({ us }: { us: number | null }) {
  return (
    <span className="block font-mono tabular-nums" title={formatExact(us, 'µs')}>
      {formatDuration(us)}
      <span aria-hidden className="block h-0.5">
        <span
          className="ml-auto block h-full bg-line-strong"
          style={{ width: us === null ? 0 : `${durationShare(us) * 100}%` }}
        />
      </span>
    </span>
  );
}
