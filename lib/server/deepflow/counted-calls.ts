import 'server-only';
import type { CallNotice, CallSource } from '@/lib/deepflow/dto';
import { anySpan } from './call-statements';
import { noticesOf, sourceOf } from './calls';
import { query } from './querier';
import type { RouteScope } from './route-scope';
import { type Chunk, type RouteCall, readingEndsMs, scanCalls } from './scan';
import type { ScanOptions } from './scan-needs';

/** Calls that one picture may rest on, newest first: enough for exact percentiles, few enough for one answer. */
const mostRows = 50_000;
const chunk = 10_000;

export type CountedCalls = {
  /** Each call that is surely the route's, once. */
  counted: RouteCall[];
  /** Those that could be another route's: said, not counted. */
  ambiguous: RouteCall[];
  /** Epoch µs: only what started later was read; null: everything was. */
  doneToUs: number | null;
  /** Whether anything watches the gateway. */
  isObserved: boolean;
  source: CallSource;
  notices: CallNotice[];
};

/**
 * The calls of a route that charts and distributions count, all by the same rules. Reading ends with the range, at
 * 50,000 rows, or when it has taken too long.
 */
export async function countedCalls(
  scope: RouteScope,
  options: Omit<ScanOptions, 'untilUs' | 'firstChunk' | 'chunk'>,
): Promise<CountedCalls> {
  const { gateway, range, signal } = scope;
  const endsMs = readingEndsMs(gateway);
  const counted: RouteCall[] = [];
  const ambiguous: RouteCall[] = [];
  const total = { rows: 0, sawSpans: false, base: null as Chunk['base'], doneToUs: null as number | null };
  for await (const read of scanCalls(scope, { ...options, untilUs: null, firstChunk: chunk, chunk })) {
    total.rows += read.rowsRead;
    total.sawSpans ||= read.sawSpans;
    total.base = read.base;
    total.doneToUs = read.doneToUs;
    for (const call of read.calls) (call.attribution.kind === 'ambiguous' ? ambiguous : counted).push(call);
    if (total.rows >= mostRows || Date.now() > endsMs) break;
  }
  const hasOtel = total.sawSpans || (await query(gateway, anySpan(range), { signal })).length > 0;
  const isCut = total.doneToUs !== null;
  return {
    counted,
    ambiguous,
    doneToUs: total.doneToUs,
    isObserved: total.base !== null || hasOtel,
    source: sourceOf(total.base, total.sawSpans),
    notices: [...new Set([...scope.notices, ...noticesOf(ambiguous, total.base, hasOtel, isCut)])],
  };
}
