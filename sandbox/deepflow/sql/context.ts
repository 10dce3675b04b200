import type { TimeRange } from '@/sandbox/deepflow/sql/time-range';

export type Language = string;

/** Names of Prometheus metrics and labels, which the controller numbers. */
export type PrometheusNames = {
  metricId: (name: string) => number | undefined;
  labelId: (name: string) => number | undefined;
  /** Labels of a metric that have a column of their own, in column order from 1. */
  appLabels: (metric: string) => readonly string[];
};

export type TranslateOptions = {
  db: string;
  precision: string;
  /** Column suffix of the enum dictionaries: `en`, `zh`, or whatever X-Language says. */
  language: Language;
  organisation: string;
  prometheus: PrometheusNames;
};

/** What is known while one SELECT is translated. */
export type Context = TranslateOptions & {
  table: string;
  time: TimeRange;
  /** The range that conditions bound; null in a HAVING, where the real engine has none and dies of looking for it. */
  bounds: TimeRange | null;
  /**
   * Set where a selected column asks for a Derivative, which changes how all numbers of the statement are computed: the
   * tags, as written, within whose rows differences are taken.
   */
  derivation: { within: Set<string> } | null;
  /** Alias → what it stands for, as written: conditions and groups look tags up by it. */
  aliases: Map<string, string>;
};

export const noPrometheusNames: PrometheusNames = {
  metricId: () => undefined,
  labelId: () => undefined,
  appLabels: () => [],
};
