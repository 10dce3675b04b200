import { cellJson, OwnValue, type Result } from '@/sandbox/deepflow/querier/result';
import { EnginePanic } from '@/sandbox/deepflow/sql/errors';
import { quoteName } from '@/sandbox/deepflow/sql/print';
import type { TimeRange } from '@/sandbox/deepflow/sql/time-range';

/** Series that are filled; those after them keep their gaps. */
const filledSeries = 20;

/** Buckets are counted from midnight in DeepFlow's zone. */
const zoneSeconds = 8 * 3600;

type Bucket = { start: number; end: number; interval: number; descending: boolean };

function bucketsOf(time: TimeRange, descending: boolean): Bucket {
  const { interval, offset, window } = time;
  const aligned = (seconds: number) =>
    Math.trunc((seconds - offset + zoneSeconds) / interval) * interval - zoneSeconds + offset;
  const start = time.startOperator === '>' ? time.start + interval : time.start;
  const end = time.endOperator === '<' ? time.end - interval : time.end;
  return { start: aligned(start), end: aligned(end) + (window - 1) * interval, interval, descending };
}

/**
 * Puts a row for every bucket without one, as the fourth argument of time() asks: 0, another word as it is, or null.
 * @throws EnginePanic where the answer has no column of the time's: the engine takes the first one for it.
 */
export function fillTime(result: Result, time: TimeRange, orders: readonly string[]): Result {
  if (!['0', 'none', 'null'].includes(time.fill) || time.interval <= 0 || result.rows.length === 0) {
    return result;
  }
  const timeIndex = Math.max(
    0,
    result.columns.findIndex(({ name }) => name === time.alias),
  );
  const type = result.columns[timeIndex]?.type ?? '';
  if (type !== 'UInt32') {
    throw new EnginePanic(`interface conversion: interface {} is ${goTypeOf(type)}, not uint32`);
  }
  const buckets = bucketsOf(time, orders.includes(`${quoteName(time.alias)} desc`));
  const count = (buckets.end - buckets.start) / buckets.interval + 1;
  if (count < 1) {
    return result;
  }
  const tagIndexes = result.columns.flatMap(({ schema }, index) =>
    index !== timeIndex && (schema?.type ?? 0) === 0 ? [index] : [],
  );
  const series = new Map<string, unknown[][]>();
  for (const row of result.rows) {
    // Values that look alike in the answer are one: NaN and infinity are both 0.
    const key = result.columns.map((column, at) => (tagIndexes.includes(at) ? cellJson(column, row[at]) : '')).join();
    series.set(key, [...(series.get(key) ?? []), row]);
  }
  const filler = new OwnValue(time.fill === 'none' ? '"none"' : time.fill);
  const rows = [...series.values()].flatMap((own, index) =>
    index < filledSeries ? fillSeries(own, timeIndex, tagIndexes, buckets, count, filler) : own,
  );
  return { ...result, rows };
}

/** The Go type that a column of ClickHouse's comes as. */
function goTypeOf(type: string): string {
  const [, wrapper, inner = ''] = /^(Nullable|LowCardinality|Array)\((.*)\)$/.exec(type) ?? [];
  switch (wrapper) {
    case 'Nullable':
      return `*${goTypeOf(inner)}`;
    case 'Array':
      return `[]${goTypeOf(inner)}`;
    case 'LowCardinality':
      return goTypeOf(inner);
    default:
      return type.startsWith('Tuple') ? '[]interface {}' : type.startsWith('Date') ? 'time.Time' : type.toLowerCase();
  }
}

function fillSeries(
  rows: readonly unknown[][],
  timeIndex: number,
  tagIndexes: readonly number[],
  { start, end, interval, descending }: Bucket,
  count: number,
  filler: OwnValue,
): unknown[][] {
  const filled: (unknown[] | undefined)[] = Array.from({ length: count });
  for (const row of rows) {
    const seconds = Number(row[timeIndex]);
    const index = Math.trunc((descending ? end - seconds : seconds - start) / interval);
    if (index >= 0 && index < count) {
      filled[index] = row;
    }
  }
  const [sample = []] = rows;
  return filled.map((row, index) => {
    if (row !== undefined) {
      return row;
    }
    const made = sample.map((value, column) => (tagIndexes.includes(column) ? value : filler));
    made[timeIndex] = (descending ? end - index * interval : start + index * interval) >>> 0;
    return made;
  });
}
