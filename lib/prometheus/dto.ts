/** One series: its labels as the source answers them, and a value for each of the times that come with it. */
export type PromSeries = {
  labels: Readonly<Record<string, string>>;
  /** Null: no sample, or one that is no number (NaN, ±Inf). */
  values: readonly (number | null)[];
};

/** The answer to a range expression: all series on the same times. */
export type PromRange = {
  /** Epoch seconds, ascending, `stepS` apart. */
  times: readonly number[];
  stepS: number;
  series: readonly PromSeries[];
  /** How many series the source gave, where more than are here. */
  total: number | null;
};

/** One sample of an instant expression. */
export type PromSample = { labels: Readonly<Record<string, string>>; value: number | null };
