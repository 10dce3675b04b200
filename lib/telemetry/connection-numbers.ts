import { type ConnectionNumbers, type ConnectionTotals, type FailureKind, failureKinds } from '@/lib/deepflow/network';
import { completeToS } from './lateness';
import { bucketStarts, bucketStepS, type ResolvedRange } from './time-range';

/** Which store to read, and the grid of its answer. `fromS` and `toS`: seconds, both included. */
export type NetworkGrid = {
  precision: '1s' | '1m';
  stepS: number;
  times: number[];
  fromS: number;
  toS: number;
  /** What is later than this is not complete yet, and not read: whole seconds or minutes lie before it. */
  completeToS: number;
};

const points = 299;
const dayMs = 86_400_000;
/** The querier's buckets begin at multiples of the step in UTC+8, which are ours as long as it divides eight hours. */
const longestStepS = 14_400;

/** DeepFlow keeps sums of seconds for a day and sums of minutes for a week, unless it is told otherwise. */
export function networkGrid(
  { fromMs, toMs }: ResolvedRange,
  nowMs: number,
  { least = '1s' as '1s' | '1m' } = {},
): NetworkGrid {
  const wanted = bucketStepS({ fromMs, toMs }, points);
  const precision = least === '1s' && wanted < 60 && fromMs >= nowMs - dayMs ? '1s' : '1m';
  const ofMinutes = Math.max(60, wanted);
  const stepS = precision === '1s' ? wanted : ofMinutes > 7200 ? longestStepS : ofMinutes;
  const intervalS = precision === '1s' ? 1 : 60;
  // A sum of a minute is filed under its start: the minute in which the range begins is read whole.
  const fromS = Math.floor(fromMs / 1000 / intervalS) * intervalS;
  const completeS = Math.floor(completeToS(nowMs, precision) / intervalS) * intervalS;
  // And so is the one in which it ends.
  const endS = Math.min(Math.ceil(toMs / 1000 / intervalS) * intervalS, completeS);
  return {
    precision,
    stepS,
    times: bucketStarts({ fromMs, toMs }, stepS),
    fromS,
    toS: Math.max(endS, fromS + intervalS) - 1,
    completeToS: completeS,
  };
}

/** Sums of one bucket of connections. */
export type ConnectionRow = {
  /** Epoch seconds, start of the bucket. */
  timeS: number;
  sent: number;
  received: number;
  packets: number;
  opened: number;
  retransmissions: number;
  zeroWindows: number;
  failures: Readonly<Record<FailureKind, number>>;
  /** µs; null: no handshake. */
  rttMeanUs: number | null;
  rttMaxUs: number | null;
};

/** Start and end of the time in which anything was watched, epoch s, by the rows that there are; null: in none. */
export function observedTime(
  rows: readonly Pick<ConnectionRow, 'timeS'>[],
  { stepS }: Pick<NetworkGrid, 'stepS'>,
): { fromS: number; toS: number } | null {
  if (rows.length === 0) return null;
  const times = rows.map(({ timeS }) => timeS);
  const least = times.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const most = times.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  return { fromS: least, toS: most + stepS };
}

/**
 * Series of connections from the sums of buckets, of which there may be several for one bucket. A bucket without rows is 0
 * within the time in which something was watched, and a gap outside of it. Of one that is not complete yet rates and shares
 * are those of its complete part; what is counted is a gap, for fewer seconds have less.
 */
export function connectionNumbers(
  rows: readonly ConnectionRow[],
  { times, stepS, fromS, toS, completeToS }: NetworkGrid,
  observed: { fromS: number; toS: number } | null,
): ConnectionNumbers {
  const buckets = times.map((): ConnectionRow[] => []);
  const first = times[0] ?? 0;
  for (const row of rows) buckets[Math.floor((row.timeS - first) / stepS)]?.push(row);
  const isKnown = times.map(
    (start) => observed !== null && start >= observed.fromS && start < observed.toS && start < completeToS,
  );
  const sum = (bucket: readonly ConnectionRow[], value: (row: ConnectionRow) => number) =>
    bucket.reduce((total, row) => total + value(row), 0);
  const soFar = (value: (row: ConnectionRow) => number) =>
    buckets.map((bucket, at) => (isKnown[at] ? sum(bucket, value) : null));
  const counted = (value: (row: ConnectionRow) => number) =>
    soFar(value).map((amount, at) => ((times[at] ?? 0) + stepS <= completeToS ? amount : null));
  /** The range may begin or end within a bucket. */
  const perSecond = (value: (row: ConnectionRow) => number) =>
    soFar(value).map((amount, at) => {
      const start = times[at] ?? 0;
      const seconds = Math.min(start + stepS, toS + 1, completeToS) - Math.max(start, fromS);
      return amount === null || seconds <= 0 ? null : amount / seconds;
    });
  const retransmitted = soFar((row) => row.retransmissions);
  const packets = soFar((row) => row.packets);
  return {
    sent: perSecond((row) => row.sent),
    received: perSecond((row) => row.received),
    opened: counted((row) => row.opened),
    retransmissions: counted((row) => row.retransmissions),
    retransmittedShare: retransmitted.map((count, at) => {
      const all = packets[at] ?? 0;
      return count === null || all === 0 ? null : count / all;
    }),
    zeroWindows: counted((row) => row.zeroWindows),
    failures: Object.fromEntries(
      failureKinds
        .filter((kind) => rows.some(({ failures }) => failures[kind] > 0))
        .map((kind) => [kind, counted(({ failures }) => failures[kind])]),
    ),
    rttMean: buckets.map(meanRtt),
    rttMax: buckets.map((bucket) => highest(bucket.flatMap(({ rttMaxUs }) => rttMaxUs ?? []))),
    totals: totalsOf(rows, sum),
  };
}

/** Rows of one bucket are of equal instances: their means weigh alike, for nobody says of how many handshakes they are. */
function meanRtt(bucket: readonly ConnectionRow[]): number | null {
  const known = bucket.flatMap(({ rttMeanUs }) => rttMeanUs ?? []);
  return known.length === 0 ? null : known.reduce((total, us) => total + us, 0) / known.length;
}

function highest(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((a, b) => Math.max(a, b), 0);
}

function totalsOf(
  rows: readonly ConnectionRow[],
  sum: (rows: readonly ConnectionRow[], value: (row: ConnectionRow) => number) => number,
): ConnectionTotals {
  return {
    bytes: sum(rows, ({ sent, received }) => sent + received),
    packets: sum(rows, ({ packets }) => packets),
    retransmissions: sum(rows, ({ retransmissions }) => retransmissions),
    zeroWindows: sum(rows, ({ zeroWindows }) => zeroWindows),
    opened: sum(rows, ({ opened }) => opened),
    failed: sum(rows, ({ failures }) => failureKinds.reduce((total, kind) => total + failures[kind], 0)),
    rttMaxUs: highest(rows.flatMap(({ rttMaxUs }) => rttMaxUs ?? [])),
  };
}
