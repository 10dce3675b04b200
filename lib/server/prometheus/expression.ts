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
  return { promql: matchers.length === 0 ? metric : `${metric}${braced(matchers)}` };
}

function braced(matchers: readonly Matcher[]): string {
  return `{${matchers.map(({ label, is, value }) => `${labelName(label)}${is}${quoted(value)}`).join(',')}}`;
}

/** Which series are one gateway's: what the names of its metrics begin with, and the labels that it is told by. */
export type MetricSource = { prefix: string; labels: Readonly<Record<string, string>> };

/** The gateway's series of a metric, named without its prefix, with these labels. Throws for names that are none. */
export function seriesOf({ prefix, labels }: MetricSource, metric: string, matchers: readonly Matcher[] = []): Promql {
  return selector(`${prefix}${metric}`, [...matchersOf(labels), ...matchers]);
}

/** The series of whatever metric that have these labels. Throws without any: that is no selector. */
export function anySeriesOf(labels: MetricSource['labels']): Promql {
  const own = matchersOf(labels);
  if (own.length === 0) throw new Error('No labels');
  return { promql: braced(own) };
}

function matchersOf(labels: MetricSource['labels']): Matcher[] {
  return Object.entries(labels).map(([label, value]) => ({ label, is: '=', value }));
}

/** A condition that any of these values meets; none at all would be no condition, and throws. */
export function oneOfValues(label: string, values: readonly string[]): Matcher {
  const [first] = values;
  if (first === undefined) throw new Error('No values');
  if (values.length === 1) return { label, is: '=', value: first };
  // The group is for DeepFlow, which anchors the pattern's ends and not each alternative (converters.go appendRegexRules).
  return { label, is: '=~', value: `(?:${values.map(asPattern).join('|')})` };
}

export type RangeFunction =
  | 'rate'
  | 'increase'
  | 'irate'
  | 'delta'
  | 'resets'
  | 'avg_over_time'
  | 'max_over_time'
  | 'min_over_time'
  | 'count_over_time';

/** A function of what a selector had in the seconds before each step, or before a moment so many seconds earlier. */
export function over(name: RangeFunction, of: Promql, windowS: number, agoS?: number): Promql {
  const offset = agoS === undefined ? '' : ` offset ${seconds(agoS)}`;
  return { promql: `${name}(${of.promql}[${seconds(windowS)}]${offset})` };
}

export type Aggregation = 'sum' | 'avg' | 'max' | 'min' | 'count';

/** `sum by (…) (…)`; without labels all series become one. */
export function aggregated(by: Aggregation, of: Promql, labels: readonly string[] = []): Promql {
  return { promql: `${by} by (${labels.map(labelName).join(', ')}) (${of.promql})` };
}

/** How many series have each value, which becomes the label `as`. */
export function valueCounts(of: Promql, as: string): Promql {
  return { promql: `count_values(${quoted(as)}, ${of.promql})` };
}

/** When the newest sample of each series was taken, epoch seconds. */
export function sampleTimes(of: Promql): Promql {
  return { promql: `timestamp(${of.promql})` };
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

/** Two expressions side by side; of `or` and `unless` the series need not have the same labels. */
export function combined(left: Promql, operator: '+' | '-' | '*' | '/' | 'or' | 'unless', right: Promql): Promql {
  return { promql: `(${left.promql}) ${operator} (${right.promql})` };
}

/** A text as PromQL quotes it: as Go does, of which JSON's escapes are a part. */
function quoted(text: string): string {
  return JSON.stringify(text);
}

/**
 * A text as a pattern of RE2; the matcher is anchored by Prometheus itself. Without a backslash, of which DeepFlow makes
 * another text (converters.go escapeSingleQuote): special characters stand in classes of their own. Of two there is no
 * such class: in the place of `\\` and `^` stands one with a few signs beside.
 */
function asPattern(text: string): string {
  return text.replace(/[\\^$.|?*+()[\]{}]/g, (sign) => (sign === '\\' || sign === '^' ? '[Z-^]' : `[${sign}]`));
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
