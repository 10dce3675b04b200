import 'server-only';

/**
 * PromQL in which nothing can be spliced in: names are checked, label values are quoted, numbers are numbers. An
 * expression is made of the functions below alone, so that `npm run promql` can print every one of them.
 */

/** A part of an expression; made by the functions below alone. */
export type Promql = { readonly promql: string };

export type Matcher = { label: string; is: '=' | '!=' | '=~' | '!~'; value: string };

/** The series of a metric with these labels. Throws for a name that is none. */
export function selector(metric: string, matchers: readonly Matcher[] = []): Promql {
  if (!/^[a-zA-Z_:][a-zA-Z0-9_:]*$/.test(metric)) throw new Error('Not a name of a metric');
  const conditions = matchers.map(({ label, is, value }) => `${labelName(label)}${is}${quoted(value)}`);
  return { promql: conditions.length === 0 ? metric : `${metric}{${conditions.join(',')}}` };
}

/** A condition that any of these values meets; none at all would be no condition, and throws. */
export function oneOfValues(label: string, values: readonly string[]): Matcher {
  const [first] = values;
  if (first === undefined) throw new Error('No values');
  if (values.length === 1) return { label, is: '=', value: first };
  return { label, is: '=~', value: values.map(escapedForRegexp).join('|') };
}

export type RangeFunction =
  | ('rate' | 'increase' | 'irate' | 'delta')
  | ('avg_over_time' | 'max_over_time' | 'count_over_time');

/** A function of what a selector had in the seconds before each step. */
export function over(name: RangeFunction, of: Promql, windowS: number): Promql {
  return { promql: `${name}(${of.promql}[${seconds(windowS)}])` };
}

export type Aggregation = 'sum' | 'avg' | 'max' | 'min' | 'count';

/** `sum by (…) (…)`; without labels all series become one. */
export function aggregated(by: Aggregation, of: Promql, labels: readonly string[] = []): Promql {
  return { promql: `${by} by (${labels.map(labelName).join(', ')}) (${of.promql})` };
}

/** The highest `count` series at each step. */
export function highest(count: number, of: Promql): Promql {
  return { promql: `topk(${whole(count)}, ${of.promql})` };
}

/** A quantile of the `_bucket` series of a histogram, which must keep their label `le`. */
export function histogramQuantile(quantile: number, of: Promql): Promql {
  if (!(quantile >= 0 && quantile <= 1)) throw new Error('Not a quantile');
  return { promql: `histogram_quantile(${quantile}, ${of.promql})` };
}

/** Two expressions with the same labels, side by side. */
export function combined(left: Promql, operator: '+' | '-' | '*' | '/' | 'or', right: Promql): Promql {
  return { promql: `(${left.promql}) ${operator} (${right.promql})` };
}

/** A text as PromQL quotes it: as Go does, of which JSON's escapes are a part. */
export function quoted(text: string): string {
  return JSON.stringify(text);
}

/** RE2's special characters escaped; the matcher is anchored by Prometheus itself. */
function escapedForRegexp(text: string): string {
  return text.replace(/[\\^$.|?*+()[\]{}-]/g, '\\$&');
}

function labelName(label: string): string {
  if (!/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(label)) throw new Error('Not a name of a label');
  return label;
}

function seconds(count: number): string {
  return `${whole(count)}s`;
}

function whole(count: number): string {
  if (!Number.isSafeInteger(count) || count < 1) throw new Error('Not a whole number');
  return String(count);
}
