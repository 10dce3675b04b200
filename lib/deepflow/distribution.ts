import { isError } from '@/lib/telemetry/series';
import type { CallNotice, CallSource, Outcome } from './dto';
import type { OverRepresented } from './over-represented';

/** A part of a distribution: calls that ended from `t0` on and before `t1` (epoch ms) and took from `d0` on and less than `d1` (µs). */
export type Selection = { t0: number; t1: number; d0: number; d1: number };

/** How the durations of a route's calls lie over a range; a call is counted where it ended. */
export type Distribution = Cells & {
  /** Durations in ascending shares: `[0.98, 412000]` says that 98 % took 412 ms or less. Empty without an answered call. */
  quantiles: [share: number, us: number][];
  /** Calls that are surely the route's; `answered` of them have a duration. */
  totals: { calls: number; answered: number; errors: number };
  /** Calls that are not counted, because they could be another route's. */
  ambiguous: number;
  /** Set when not every call of the range was read: the numbers rest on those that started from `sinceMs` on. */
  cut: { sinceMs: number } | null;
  /** As in RouteMetrics: where nothing is kept no call is drawn, and none is not zero calls. */
  keptFromS: number | null;
  source: CallSource;
  notices: CallNotice[];
  /** What sets the selected calls apart; null when no selection was given. */
  comparison: Comparison | null;
};

export type Cells = {
  /** Epoch ms of the first column's start. */
  startMs: number;
  stepMs: number;
  /** µs, ascending: one more than there are rows; a row has its lower edge and not its upper one. */
  edgesUs: number[];
  /** Cells that have calls. */
  cells: [column: number, row: number, calls: number, errors: number][];
  /** Of each column: all calls, those that failed, and those that were never answered and so are in no cell. */
  columns: { calls: number[]; errors: number[]; unanswered: number[] };
};

/** By what calls are compared; anything else is an attribute of the gateway's span. */
export const callAttributes = [
  'status',
  'outcome',
  'method',
  'host',
  'path',
  'client',
  'client_pod',
  'client_region',
  'upstream',
  'upstream_service',
  'gateway',
] as const;
export type CallAttribute = (typeof callAttributes)[number];

/** The selected calls beside all others that are in the picture. */
export type Comparison = {
  selected: number;
  rest: number;
  /** Those in which some value stands out, the clearest first. */
  attributes: {
    name: CallAttribute | `attribute.${string}`;
    /** Calls of which the attribute is known: the shares are of these. */
    known: { selected: number; rest: number };
    values: OverRepresented[];
  }[];
};

/** What a cell needs to know of a call. */
export type Measured = { endUs: number; durationUs: number | null; outcome: Outcome };

export const mostColumns = 120;
export const mostRows = 32;
/** Fewer calls than this lie in broader rows: thin ones would be a scatter of hairlines. */
const manyCalls = 500;
const mostRowsOfFew = 20;

const stepsS = [
  1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30, 40, 60, 90, 120, 180, 240, 300, 360, 600, 720, 900, 1200, 1800, 2400, 3600,
  5400, 7200, 10_800, 14_400, 21_600, 43_200, 86_400,
];
/** Edges a decade of durations may have. */
const densities = [96, 48, 24, 16, 12, 8, 6, 4, 3, 2, 1];

/** Counts calls by when they ended and how long they took. Columns and rows lie at round places, so that they stay while time goes on. */
export function prepareCells(calls: readonly Measured[], range: { fromMs: number; toMs: number }): Cells {
  const stepMs = columnStepMs(range);
  const startMs = Math.floor(range.fromMs / stepMs) * stepMs;
  const count = Math.max(1, Math.ceil((range.toMs - startMs) / stepMs));
  const edgesUs = durationEdges(calls);
  const zeros = () => new Array<number>(count).fill(0);
  const columns = { calls: zeros(), errors: zeros(), unanswered: zeros() };
  const cells = new Map<number, [number, number, number, number]>();
  for (const call of calls) {
    const column = Math.min(Math.max(Math.floor((call.endUs / 1000 - startMs) / stepMs), 0), count - 1);
    const failed = isError(call.outcome) ? 1 : 0;
    add(columns.calls, column, 1);
    add(columns.errors, column, failed);
    if (call.durationUs === null) {
      add(columns.unanswered, column, 1);
      continue;
    }
    const row = rowOf(edgesUs, call.durationUs);
    const key = column * (mostRows + 1) + row;
    const cell = cells.get(key) ?? [column, row, 0, 0];
    cell[2] += 1;
    cell[3] += failed;
    cells.set(key, cell);
  }
  return { startMs, stepMs, edgesUs, cells: [...cells.values()], columns };
}

function add(counts: number[], at: number, more: number): void {
  counts[at] = (counts[at] ?? 0) + more;
}

/** A start that is no multiple of the step costs one column more. */
function columnStepMs({ fromMs, toMs }: { fromMs: number; toMs: number }): number {
  const wanted = (toMs - fromMs) / 1000 / (mostColumns - 1);
  return 1000 * (stepsS.find((step) => step >= wanted) ?? Math.ceil(wanted / 86_400) * 86_400);
}

/** Whole µs that grow by one factor, as dense as the rows allow; the lowest is at most the least duration, the highest above the greatest. */
export function durationEdges(calls: readonly Pick<Measured, 'durationUs'>[]): number[] {
  const rows = calls.length < manyCalls ? mostRowsOfFew : mostRows;
  let least = Number.POSITIVE_INFINITY;
  let most = 0;
  for (const { durationUs } of calls) {
    if (durationUs === null) continue;
    least = Math.min(least, durationUs);
    most = Math.max(most, durationUs);
  }
  if (least > most) return [];
  for (const density of densities) {
    const edges = edgesOf(least, most, density);
    if (edges.length <= rows + 1) return edges;
  }
  return [Math.floor(least), Math.floor(most) + 1];
}

function edgesOf(least: number, most: number, density: number): number[] {
  const at = (step: number) => Math.round(10 ** (step / density));
  let step = Math.floor(Math.log10(Math.max(least, 1)) * density);
  while (at(step) > Math.max(least, 1)) step -= 1;
  const edges = [least < 1 ? 0 : at(step)];
  do {
    step += 1;
    const edge = at(step);
    if (edge > (edges.at(-1) ?? 0)) edges.push(edge);
  } while ((edges.at(-1) ?? 0) <= most);
  return edges;
}

/** The row that a duration lies in. */
function rowOf(edgesUs: readonly number[], us: number): number {
  let low = 0;
  let high = edgesUs.length - 2;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((edgesUs[middle] ?? 0) <= us) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Whether a call lies in a selection; one without an answer lies in none. */
export function isSelected({ endUs, durationUs }: Measured, { t0, t1, d0, d1 }: Selection): boolean {
  return durationUs !== null && endUs >= t0 * 1000 && endUs < t1 * 1000 && durationUs >= d0 && durationUs < d1;
}

/** Each percent, and the two of which long tails are made. */
const shares = [...Array.from({ length: 100 }, (_, at) => at / 100), 0.995, 0.999, 1];

/** By nearest rank: of each share the least duration that so many calls do not exceed. */
export function quantilesOf(durationsUs: readonly number[]): [share: number, us: number][] {
  if (durationsUs.length === 0) return [];
  const sorted = Float64Array.from(durationsUs).sort();
  return shares.map((share) => [share, sorted[Math.max(Math.ceil(share * sorted.length) - 1, 0)] ?? 0]);
}

/**
 * The greatest share of the table's calls of which it is sure that they took less; null without a table.
 * Never more than the true share, and less than one step of the table below it.
 */
export function slowerThan(quantiles: Distribution['quantiles'], us: number): number | null {
  if (quantiles.length === 0) return null;
  return quantiles.findLast(([, value]) => value < us)?.[0] ?? 0;
}
