import type { OpenedTrace } from '@/lib/telemetry/trace/columns';
import { knownTimes } from '@/lib/telemetry/trace/known-times';
import type { AlignedRow } from './align';

/** Durations of one row in either trace; null where a trace does not have it or nobody knows. */
export type RowTimes = {
  aUs: number | null;
  bUs: number | null;
  /** Positive: the second takes longer. What one trace lacks counts as 0 there; null: nobody knows. */
  deltaUs: number | null;
  /** Of the first's duration; null where it has none to be compared with. */
  share: number | null;
};

export function timesOf(a: OpenedTrace, b: OpenedTrace, row: AlignedRow): RowTimes {
  const aUs = lengthAt(a, row.a);
  const bUs = lengthAt(b, row.b);
  const isUnknown = (row.a >= 0 && aUs === null) || (row.b >= 0 && bUs === null);
  const deltaUs = isUnknown ? null : (bUs ?? 0) - (aUs ?? 0);
  return { aUs, bUs, deltaUs, share: deltaUs === null || bUs === null || !aUs ? null : deltaUs / aUs };
}

function lengthAt(opened: OpenedTrace, index: number): number | null {
  return index < 0 ? null : knownTimes(opened, index).durationUs;
}

/** One service in both traces: the time it spent itself, as far as that is known, and its spans. */
export type ServiceDifference = {
  name: string;
  aUs: number;
  bUs: number;
  deltaUs: number;
  aSpans: number;
  bSpans: number;
};

/** Services of either trace, the one that changed most first. */
export function serviceDifferences(a: OpenedTrace, b: OpenedTrace): ServiceDifference[] {
  const found = new Map<string, ServiceDifference>();
  for (const [opened, us, spans] of [
    [a, 'aUs', 'aSpans'],
    [b, 'bUs', 'bSpans'],
  ] as const) {
    const { columns, tables } = opened;
    for (let index = 0; index < columns.count; index++) {
      const name = tables.services[columns.service[index] ?? -1]?.name;
      if (name === undefined) continue;
      const known = found.get(name) ?? { name, aUs: 0, bUs: 0, deltaUs: 0, aSpans: 0, bSpans: 0 };
      known[us] += knownTimes(opened, index).selfUs ?? 0;
      known[spans] += 1;
      found.set(name, known);
    }
  }
  return [...found.values()]
    .map((service) => ({ ...service, deltaUs: service.bUs - service.aUs }))
    .sort((x, y) => Math.abs(y.deltaUs) - Math.abs(x.deltaUs) || (x.name < y.name ? -1 : 1));
}

/** How many rows both traces have, and how many only one. */
export function countSides(rows: readonly AlignedRow[]): { both: number; onlyA: number; onlyB: number } {
  const counts = { both: 0, onlyA: 0, onlyB: 0 };
  for (const { a, b } of rows) counts[a < 0 ? 'onlyB' : b < 0 ? 'onlyA' : 'both'] += 1;
  return counts;
}
