/** One series: its labels as the source answers them, and a value for each of the times that come with it. */
export type PromSeries = {
  labels: Readonly<Record<string, string>>;
  /** Null: no sample, or one that is no number (NaN, ±Inf). */
  values: readonly (number | null)[];
  /** Places in `values` of samples that are no number; absent: there are none. No sample adds nothing to a sum, these do. */
  notNumbers?: readonly number[];
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

/** A sample as its source wrote it: `NaN` and `+Inf` are answers, and a number may have more digits than a double. */
export type WrittenSample = { labels: Readonly<Record<string, string>>; timeS: number; text: string };

/** What an expression written by a person gave. */
export type PromqlAnswer = (
  | {
      kind: 'range';
      range: PromRange;
      /** Epoch s: DeepFlow left the samples before it out, for there are more than it reads; null: it read all. */
      cutBeforeS: number | null;
      /** Samples that no line can show: NaN, ±Inf, native histograms. */
      notDrawn: number;
    }
  | {
      kind: 'instant';
      /** Epoch seconds of the moment asked for. */
      atS: number;
      /** A `matrix` has several samples for one series, each of its own time. */
      type: 'vector' | 'scalar' | 'string' | 'matrix';
      samples: readonly WrittenSample[];
      /** How many samples the source gave, where more than are here. */
      total: number | null;
    }
) & {
  /** The source's own remarks; Prometheus has some, DeepFlow none. */
  remarks: readonly string[];
};

export type PromqlInput = {
  query: string;
  kind: 'range' | 'instant';
  /** Epoch ms; an instant expression is evaluated at `to`. */
  from: number;
  to: number;
  /** Of a range; left out: about 600 points. */
  stepS?: number | undefined;
};

/** An expression to begin with. */
export type PromqlExample = { name: PromqlExampleName; query: string };
export const promqlExampleNames = [
  'requests_by_code',
  'failed_share_by_route',
  'p95_by_route',
  'bandwidth_by_direction',
  'connections_by_state',
  'etcd_reachable',
] as const;
export type PromqlExampleName = (typeof promqlExampleNames)[number];

/** What can be written: for completion. */
export type PromqlNames = {
  metrics: readonly string[];
  /** How many names the source has, where more than are here. */
  total: number | null;
  /** Those whose metrics the source has. */
  examples: readonly PromqlExample[];
};

/** Labels of a metric's series of the last hour of a range, each with some of its values. */
export type PromqlLabels = { labels: readonly { name: string; values: readonly string[] }[] };
