import { metricNameLabel, PromqlError } from '@/sandbox/deepflow/promql/ast';
import { type Labels, labelsKey, labelsOf, omit, withoutName } from '@/sandbox/deepflow/promql/labels';
import { type Bucket, bucketQuantile } from '@/sandbox/deepflow/promql/quantile';
import { wholeMatch } from '@/sandbox/deepflow/promql/regexp';
import type { Sample } from '@/sandbox/deepflow/promql/values';

const asDate = (seconds: number) => new Date(Math.trunc(seconds) * 1000);
const dayMs = 86_400_000;

function dayOfYear(date: Date): number {
  return Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / dayMs) + 1;
}

/** What a function makes of each value by itself; further arguments are numbers. */
const ofValue: Readonly<Record<string, (value: number, ...more: number[]) => number>> = {
  abs: Math.abs,
  ceil: Math.ceil,
  floor: Math.floor,
  exp: Math.exp,
  ln: Math.log,
  log2: Math.log2,
  log10: Math.log10,
  sqrt: Math.sqrt,
  sgn: Math.sign,
  deg: (value) => (value * 180) / Math.PI,
  rad: (value) => (value * Math.PI) / 180,
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
  asin: Math.asin,
  acos: Math.acos,
  atan: Math.atan,
  sinh: Math.sinh,
  cosh: Math.cosh,
  tanh: Math.tanh,
  asinh: Math.asinh,
  acosh: Math.acosh,
  atanh: Math.atanh,
  round: (value, nearest = 1) => Math.floor(value * (1 / nearest) + 0.5) / (1 / nearest),
  clamp: (value, least = NaN, most = NaN) => Math.max(least, Math.min(most, value)),
  clamp_min: (value, least = NaN) => Math.max(least, value),
  clamp_max: (value, most = NaN) => Math.min(most, value),
  minute: (value) => asDate(value).getUTCMinutes(),
  hour: (value) => asDate(value).getUTCHours(),
  day_of_week: (value) => asDate(value).getUTCDay(),
  day_of_month: (value) => asDate(value).getUTCDate(),
  day_of_year: (value) => dayOfYear(asDate(value)),
  days_in_month: (value) =>
    new Date(Date.UTC(asDate(value).getUTCFullYear(), asDate(value).getUTCMonth() + 1, 0)).getUTCDate(),
  month: (value) => asDate(value).getUTCMonth() + 1,
  year: (value) => asDate(value).getUTCFullYear(),
};

/** Applies a function to each value; null for a function that does not work so. */
export function eachValue(name: string, samples: readonly Sample[], more: readonly number[]): Sample[] | null {
  const work = ofValue[name];
  if (work === undefined) {
    return null;
  }
  if (name === 'clamp' && (more[1] ?? NaN) < (more[0] ?? NaN)) {
    return [];
  }
  return samples.map(({ labels, value }) => ({ labels: withoutName(labels), value: work(value, ...more) }));
}

/** By value; NaN comes last either way. */
export function sortByValue(samples: readonly Sample[], descending: boolean): Sample[] {
  return [...samples].sort((a, b) => {
    if (Number.isNaN(a.value) || Number.isNaN(b.value)) {
      return Number(Number.isNaN(a.value)) - Number(Number.isNaN(b.value));
    }
    return descending ? b.value - a.value : a.value - b.value;
  });
}

const bucketLabels = new Set([metricNameLabel, 'le']);
const histograms = new WeakMap<Labels, { key: string; labels: Labels; upper: number }>();

function histogramOf(labels: Labels): { key: string; labels: Labels; upper: number } {
  let found = histograms.get(labels);
  if (found === undefined) {
    const own = omit(labels, bucketLabels);
    found = { key: labelsKey(own), labels: own, upper: parseBound(labels.get('le') ?? '') };
    histograms.set(labels, found);
  }
  return found;
}

/** A bucket's bound; NaN for a text that is none. */
function parseBound(text: string): number {
  if (/^\+?inf$/i.test(text)) {
    return Infinity;
  }
  return text.trim() === '' ? NaN : Number(text);
}

export function histogramQuantile(level: number, samples: readonly Sample[]): Sample[] {
  const groups = new Map<string, { labels: Labels; buckets: Bucket[] }>();
  for (const { labels, value } of samples) {
    const { key, labels: own, upper } = histogramOf(labels);
    if (Number.isNaN(upper)) {
      continue;
    }
    const group = groups.get(key) ?? { labels: own, buckets: [] };
    group.buckets.push({ upper, count: value });
    groups.set(key, group);
  }
  return [...groups.values()].map(({ labels, buckets }) => ({ labels, value: bucketQuantile(level, buckets) }));
}

const labelName = /^[a-zA-Z_]\w*$/;

/** Fills `$1`, `${name}` and `$$` as Go's regexp expands them; an unknown group is empty. */
function expand(template: string, found: RegExpExecArray): string {
  return template.replace(
    /\$(?:\$|\{(\w+)\}|(\w+))/g,
    (whole, braced: string | undefined, plain: string | undefined) => {
      const name = braced ?? plain;
      if (name === undefined) {
        return whole === '$$' ? '$' : whole;
      }
      return (/^\d+$/.test(name) ? found[Number(name)] : found.groups?.[name]) ?? '';
    },
  );
}

export function labelReplace(
  samples: readonly Sample[],
  [target = '', template = '', source = '', pattern = '']: readonly string[],
): Sample[] {
  const regexp = wholeMatch(pattern);
  if (!labelName.test(target)) {
    throw new PromqlError(`invalid destination label name in label_replace(): ${target}`);
  }
  return samples.map((sample) => {
    const found = regexp.exec(sample.labels.get(source) ?? '');
    return found === null ? sample : { ...sample, labels: withLabel(sample.labels, target, expand(template, found)) };
  });
}

export function labelJoin(
  samples: readonly Sample[],
  [target = '', separator = '', ...sources]: readonly string[],
): Sample[] {
  const wrong = sources.find((name) => !labelName.test(name));
  if (wrong !== undefined || !labelName.test(target)) {
    const what =
      wrong === undefined
        ? `destination label name in label_join(): ${target}`
        : `source label name in label_join(): ${wrong}`;
    throw new PromqlError(`invalid ${what}`);
  }
  return samples.map((sample) => {
    const value = sources.map((name) => sample.labels.get(name) ?? '').join(separator);
    return { ...sample, labels: withLabel(sample.labels, target, value) };
  });
}

function withLabel(labels: Labels, name: string, value: string): Labels {
  return labelsOf([...omit(labels, new Set([name])), [name, value]]);
}
