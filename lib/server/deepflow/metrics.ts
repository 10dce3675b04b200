import 'server-only';
import type { RouteMetrics } from '@/lib/deepflow/dto';
import type { GatewayConfig } from '@/lib/server/config';
import { type MeteredCall, prepareMetrics } from '@/lib/telemetry/series';
import { bucketStepS } from '@/lib/telemetry/time-range';
import { anySpan } from './call-statements';
import { noticesOf, sourceOf } from './calls';
import { query } from './querier';
import { type RouteRange, routeScope } from './route-scope';
import { type Chunk, type RouteCall, readingEndsMs, scanCalls } from './scan';

/** Calls that one chart may rest on, newest first: enough for exact percentiles, few enough for one answer. */
const mostRows = 50_000;
const points = 120;

/**
 * Rate, outcomes, durations and bytes of a route, counted from its attributed calls; ambiguous ones are not counted,
 * only said. A call is counted where it ended. Beyond 50,000 rows the older part of the range stays empty, and `cut` says from when on it is whole.
 * Throws what listCalls throws.
 */
export async function routeMetrics(
  gateway: GatewayConfig,
  range: RouteRange,
  signal?: AbortSignal,
): Promise<RouteMetrics> {
  const scope = await routeScope(gateway, range, signal);
  const endsMs = readingEndsMs(gateway);
  const counted: MeteredCall[] = [];
  const ambiguous: RouteCall[] = [];
  const attributed = { exact: 0, computed: 0, ambiguous: 0 };
  const total = { rows: 0, sawSpans: false, base: null as Chunk['base'], doneToUs: null as number | null };
  const chunks = scanCalls(scope, { filter: {}, untilUs: null, withParties: false, firstChunk: 10_000, chunk: 10_000 });
  for await (const chunk of chunks) {
    total.rows += chunk.rowsRead;
    total.sawSpans ||= chunk.sawSpans;
    total.base = chunk.base;
    total.doneToUs = chunk.doneToUs;
    for (const call of chunk.calls) {
      attributed[call.attribution.kind] += 1;
      if (call.attribution.kind === 'ambiguous') ambiguous.push(call);
      else counted.push(call.seen);
    }
    if (total.rows >= mostRows || Date.now() > endsMs) break;
  }
  const sinceS = total.doneToUs === null ? null : Math.ceil(total.doneToUs / 1e6);
  const hasOtel = total.sawSpans || (await query(gateway, anySpan(scope.range), { signal })).length > 0;
  return {
    ...prepareMetrics(counted, {
      range,
      stepS: bucketStepS(range, points),
      coveredFromS: sinceS,
      isObserved: total.base !== null || hasOtel,
    }),
    source: sourceOf(total.base, total.sawSpans),
    attributed,
    cut: sinceS === null ? null : { counted: counted.length, sinceS },
    notices: [...new Set([...scope.notices, ...noticesOf(ambiguous, total.base, hasOtel, sinceS !== null)])],
  };
}
