/** What the numbers of a chart are: decides how they are written. */
export type ChartUnit = 'perSecond' | 'durationUs' | 'bytesPerSecond';

export type ChartSeries = {
  key: string;
  label: string;
  /** A colour token of globals.css, with its dashes: `--ok-solid`. */
  colour: string;
  /** As long as the chart's `times`; null: nothing is known, drawn as a gap. */
  values: readonly (number | null)[];
  /** Soft area below the line. */
  isFilled?: boolean;
  /** So that lines differ by more than their colour. */
  dash?: readonly number[];
};

/** All that a chart shows, decided before it is drawn. */
export type ChartModel = {
  /** Epoch seconds, ascending. */
  times: readonly number[];
  /** Ends of the time axis, epoch seconds: the range asked for, whether or not it is full of data. */
  fromS: number;
  toS: number;
  unit: ChartUnit;
  series: readonly ChartSeries[];
};
