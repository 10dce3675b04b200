/**
 * What the numbers of a chart are: decides how they are written and where the marks of the axis lie.
 * `number`: a number of an unknown kind, which may be negative. A `share` goes from 0 to 1.
 */
export type ChartUnit = 'perSecond' | 'durationUs' | 'bytesPerSecond' | 'bytes' | 'count' | 'share' | 'number';

export type ChartSeries = {
  key: string;
  label: string;
  /** A colour token of globals.css: `--ok-solid`. */
  colour: string;
  /** As long as the chart's `times`; null: nothing is known, drawn as a gap. */
  values: readonly (number | null)[];
  /** Soft area below the line. */
  isFilled?: boolean;
  /** So that lines differ by more than their colour. */
  dash?: readonly number[];
  /** The same before: the values of the previous period at these times. Of a stack only their sum is drawn. */
  before?: readonly (number | null)[];
};

/** A moment at which something happened that may explain the lines. */
export type ChartMarker = { timeS: number; label: string; href: string };

/** One call that stands for what a line shows. */
export type Exemplar = { timeS: number; value: number; label: string; href: string };

/** All that a chart shows, decided before it is drawn. */
export type ChartModel = {
  /** Epoch seconds, ascending. */
  times: readonly number[];
  /** Ends of the time axis, epoch seconds: the range asked for, whether or not it is full of data. */
  fromS: number;
  toS: number;
  unit: ChartUnit;
  series: readonly ChartSeries[];
  /** The series lie on each other: what they add up to is their sum. Of a gap in one, all are a gap. */
  isStacked?: boolean;
  /** What a stack was as a whole before, where it was made of other series than today's. */
  totalBefore?: readonly (number | null)[];
  /** When the values `before` were: «a day earlier». */
  beforeLabel?: string;
  markers?: readonly ChartMarker[];
  exemplars?: readonly Exemplar[];
};

/** What a reader has done to a chart: one series brought forward, some left out. By their keys. */
export type ChartView = { focused: string | null; hidden: ReadonlySet<string> };

export const wholeView: ChartView = { focused: null, hidden: new Set() };
