import type { ChartSeries } from './chart-model';

/** A series as it is drawn in its chart: a line with its dashes, or a field of a stack. */
export function SeriesMark({ series, isLayer = false }: { series: ChartSeries; isLayer?: boolean }) {
  const colour = `var(${series.colour})`;
  return (
    <svg aria-hidden="true" className="mr-1.5 inline-block h-2 w-5 shrink-0 align-middle" viewBox="0 0 20 8">
      {isLayer ? (
        <rect fill={colour} fillOpacity="0.45" height="7" stroke={colour} width="19" x="0.5" y="0.5" />
      ) : (
        <line stroke={colour} strokeDasharray={series.dash?.join(' ')} strokeWidth="2" x1="0" x2="20" y1="4" y2="4" />
      )}
    </svg>
  );
}

/** Holds the place of a mark where there is none, and shows the line of what was before. */
export function PlainMark({ isBefore = false }: { isBefore?: boolean }) {
  return (
    <svg aria-hidden="true" className="mr-1.5 inline-block h-2 w-5 shrink-0 align-middle" viewBox="0 0 20 8">
      {isBefore ? (
        <line stroke="var(--muted)" strokeDasharray="2 3" strokeWidth="1.5" x1="0" x2="20" y1="4" y2="4" />
      ) : null}
    </svg>
  );
}
