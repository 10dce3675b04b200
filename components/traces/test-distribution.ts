import { type Distribution, prepareCells, quantilesOf } from '@/lib/deepflow/distribution';
import type { Outcome } from '@/lib/deepflow/dto';
import { isError } from '@/lib/telemetry/series';

export type TestCall = { agoMs?: number; durationUs: number | null; outcome?: Outcome };

/** What the console would answer for these calls in the last hour, all of which ended at or before `nowMs`. */
export function distributionOf(
  calls: readonly TestCall[],
  over: Partial<Distribution> = {},
  nowMs = Date.now(),
): Distribution {
  const measured = calls.map(({ agoMs = 60_000, durationUs, outcome = 'ok' }) => ({
    endUs: (nowMs - agoMs) * 1000,
    durationUs,
    outcome,
  }));
  const durations = measured.flatMap(({ durationUs }) => durationUs ?? []);
  return {
    ...prepareCells(measured, { fromMs: nowMs - 3_600_000, toMs: nowMs }),
    quantiles: quantilesOf(durations),
    totals: {
      calls: measured.length,
      answered: durations.length,
      errors: measured.filter(({ outcome }) => isError(outcome)).length,
    },
    ambiguous: 0,
    cut: null,
    keptFromS: null,
    source: 'ebpf',
    notices: [],
    comparison: null,
    ...over,
  };
}
