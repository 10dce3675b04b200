import 'server-only';
import { type Distribution, isSelected, prepareCells, quantilesOf, type Selection } from '@/lib/deepflow/distribution';
import type { CallFilter } from '@/lib/deepflow/dto';
import type { GatewayConfig } from '@/lib/server/config';
import { isError } from '@/lib/telemetry/series';
import { anySpan } from './call-statements';
import { noticesOf, sourceOf } from './calls';
import { compareCalls, comparedAttributes } from './compare-calls';
import { query } from './querier';
import { type RouteRange, routeScope } from './route-scope';
import { type Chunk, type RouteCall, readingEndsMs, scanCalls } from './scan';

/** Calls that one picture may rest on, newest first; as many as a chart of the metrics rests on. */
const mostRows = 50_000;

export type DistributionQuery = RouteRange & {
  filter: CallFilter;
  /** Compared with the rest; null: nothing is. */
  selection: Selection | null;
};

/**
 * How long the calls of a route took over a range, and what sets the selected ones apart. Counted by the rules of
 * `routeMetrics`: each attributed call once, where it ended, ambiguous ones not at all. Beyond 50,000 rows the older
 * part of the range stays empty, and `cut` says from when on it is whole.
 * Throws what listCalls throws.
 */
export async function routeDistribution(
  gateway: GatewayConfig,
  { filter, selection, ...range }: DistributionQuery,
  signal?: AbortSignal,
): Promise<Distribution> {
  const scope = await routeScope(gateway, range, signal);
  const endsMs = readingEndsMs(gateway);
  const counted: RouteCall[] = [];
  const ambiguous: RouteCall[] = [];
  const total = { rows: 0, sawSpans: false, base: null as Chunk['base'], doneToUs: null as number | null };
  const isCompared = selection !== null;
  const chunks = scanCalls(scope, {
    filter,
    untilUs: null,
    withParties: isCompared,
    withUpstreams: isCompared,
    withOrigins: isCompared,
    attributes: isCompared ? comparedAttributes : [],
    firstChunk: 10_000,
    chunk: 10_000,
  });
  for await (const chunk of chunks) {
    total.rows += chunk.rowsRead;
    total.sawSpans ||= chunk.sawSpans;
    total.base = chunk.base;
    total.doneToUs = chunk.doneToUs;
    for (const call of chunk.calls) (call.attribution.kind === 'ambiguous' ? ambiguous : counted).push(call);
    if (total.rows >= mostRows || Date.now() > endsMs) break;
  }
  const seen = counted.map((call) => call.seen);
  const durations = seen.flatMap(({ durationUs }) => durationUs ?? []);
  const hasOtel = total.sawSpans || (await query(gateway, anySpan(scope.range), { signal })).length > 0;
  const isCut = total.doneToUs !== null;
  return {
    ...prepareCells(seen, range),
    quantiles: quantilesOf(durations),
    totals: {
      calls: seen.length,
      answered: durations.length,
      errors: seen.filter(({ outcome }) => isError(outcome)).length,
    },
    ambiguous: ambiguous.length,
    cut: total.doneToUs === null ? null : { sinceMs: Math.floor(total.doneToUs / 1000) + 1 },
    source: sourceOf(total.base, total.sawSpans),
    notices: [...new Set([...scope.notices, ...noticesOf(ambiguous, total.base, hasOtel, isCut)])],
    comparison: selection === null ? null : compareCalls(counted, (call) => isSelected(call.seen, selection)),
  };
}
