import type { Context } from '@/sandbox/deepflow/sql/context';
import { EnginePanic } from '@/sandbox/deepflow/sql/errors';
import type { Plan, With } from '@/sandbox/deepflow/sql/plan';
import { quoteName } from '@/sandbox/deepflow/sql/print';

const secondsOfDay = 86_400;

/** Notes what `time(time, seconds [, window [, fill [, offset]]]) AS alias` asks for. */
export function noteTimeFunction(args: readonly string[], alias: string, { time, derivation }: Context): void {
  const [, seconds, window, fill, offset] = args;
  if (seconds === undefined) {
    throw new EnginePanic('runtime error: index out of range [1] with length 1');
  }
  // At what is no number the engine stops reading and goes on with what it has.
  const asked = Math.ceil(seconds === '' ? Number.NaN : Number(seconds));
  time.window = Number.isNaN(asked) ? 0 : window === undefined ? 1 : wholeNumber(window);
  if (Number.isNaN(asked) || !isWhole(window ?? '1') || !isWhole(offset ?? '0')) {
    return;
  }
  time.interval = asked > 0 ? Math.max(asked, time.sourceInterval) : 0;
  time.fill = fill ?? '';
  time.offset = wholeNumber(offset ?? '0');
  time.alias = alias;
  time.lead = derivation === null ? 0 : time.interval;
}

const isWhole = (text: string) => /^[+-]?\d+$/.test(text);
const wholeNumber = (text: string) => (isWhole(text) ? Number(text) : 0);

/** Writes the bucket of a row: its start as epoch seconds, repeated for each bucket of the window. */
export function addTimeColumn(plan: Plan, field: string, alias: string, { time, derivation }: Context): void {
  const inDays = time.interval >= secondsOfDay;
  const step = inDays ? Math.trunc(time.interval / secondsOfDay) : time.interval;
  const unit = inDays ? 'toIntervalDay' : 'toIntervalSecond';
  if (time.window < 0) {
    throw new EnginePanic('runtime error: makeslice: len out of range');
  }
  const windows = Array.from({ length: time.window }, (_, index) => index).join(',');
  const spread = `${unit}(arrayJoin([${windows}]) * ${step})`;
  const shift = time.offset > 0 ? ` + ${time.offset}` : '';
  const bucketOf = (source: string) => {
    const start = time.offset > 0 ? `${source}-${time.offset}` : source;
    return `toStartOfInterval(${start}, ${unit}(${step})) + ${spread}${shift}`;
  };
  const source = plan.layered ? `_${field}` : field;
  if (plan.layered) {
    const stored = `toStartOfInterval(${field}, ${sourceStep(time.sourceInterval)})`;
    // A difference is taken from bucket to bucket, so that the inner query has them already.
    addInnerTime(plan, { value: derivation !== null ? bucketOf('time') : stored, alias: source });
  }
  const bucket = { value: bucketOf(source), alias: `_${alias}` };
  const value = `toUnixTimestamp(${quoteName(derivation !== null ? source : bucket.alias)})`;
  plan.columns.push({ value, alias, level: 'outer', withs: derivation !== null ? [] : [bucket] });
  plan.groups.push({ value: alias, alias: '', level: 'outer', withs: [] });
}

function sourceStep(seconds: number): string {
  return seconds >= secondsOfDay
    ? `toIntervalDay(${Math.trunc(seconds / secondsOfDay)})`
    : `toIntervalSecond(${seconds})`;
}

function addInnerTime(plan: Plan, inner: With): void {
  plan.columns.push({ value: inner.alias, alias: '', level: 'inner', withs: [inner] });
  plan.groups.push({ value: inner.alias, alias: '', level: 'inner', withs: [] });
}

/** A layered query without time() still has one inner row per interval of the source. */
export function addSourceTime(plan: Plan, { time }: Context): void {
  addInnerTime(plan, { value: `toStartOfInterval(time, toIntervalSecond(${time.sourceInterval}))`, alias: '_time' });
}
