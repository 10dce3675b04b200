import 'server-only';
import type { CallNotice, CallSource } from '@/lib/deepflow/dto';
import { ProblemError } from '@/lib/http/problem';
import { completeToS } from '@/lib/telemetry/lateness';
import { isAmbiguous, noticesOf, sourceOf } from './calls';
import { keptFrom } from './kept-from';
import { number, query } from './querier';
import type { CallScope, RouteScope } from './route-scope';
import { type Chunk, type RouteCall, readingEndsMs, scanCalls } from './scan';
import type { ScanOptions } from './scan-needs';
import { anySeen, anySpan, newestRow } from './watch-statements';

/** Calls that one picture may rest on, newest first: enough for exact percentiles, few enough for one answer. */
const mostOfPicture = 50_000;
const defaultChunk = 10_000;

/** What a reading of calls rests on. */
export type ReadCalls = {
  /** Epoch µs: only what started later was read; null: everything was. */
  doneToUs: number | null;
  /** Epoch s: DeepFlow keeps nothing that is older; null: the range begins later than that. */
  keptFromS: number | null;
  /** Epoch s: calls that ended later need not be in DeepFlow yet; null: the whole range is there. */
  completeToS: number | null;
  /** Whether anything watches the gateway. */
  isObserved: boolean;
  source: CallSource;
  notices: CallNotice[];
};

export type CountedCalls = ReadCalls & {
  /** Each call that is surely the route's, once. */
  counted: RouteCall[];
  /** Those that could be another route's: said, not counted. */
  ambiguous: RouteCall[];
};

type Options = Omit<ScanOptions, 'untilUs' | 'firstChunk' | 'chunk'> & { chunk?: number };
/**
 * For readings that nobody waits for; `asksSilence`: whether no calls are told from a DeepFlow that lags behind or keeps
 * nothing of the time.
 */
type Reach = { mostRows?: number; endsMs?: number; asksSilence?: boolean };

/**
 * Hands over the calls of a scope once each, newest first, chunk by chunk: what was handed over need not be kept.
 * Reading ends with the range, at 50,000 rows unless it says otherwise, or when it has taken too long.
 */
export async function readCalls(
  scope: CallScope,
  {
    chunk = defaultChunk,
    mostRows = mostOfPicture,
    endsMs = readingEndsMs(scope.gateway),
    asksSilence = true,
    ...options
  }: Options & Reach,
  take: (calls: readonly RouteCall[]) => void,
): Promise<ReadCalls> {
  const { gateway, range, signal } = scope;
  const knownToS = completeToS(Date.now(), 'calls');
  // Asked beside the calls, so that nobody waits for it after them; a failure of theirs is told first.
  const oldest = asksSilence ? keptFrom(scope) : Promise.resolve(null);
  oldest.catch(() => undefined);
  const total = {
    rows: 0,
    isAmbiguous: false,
    sawSpans: false,
    base: null as Chunk['base'],
    doneToUs: null as number | null,
    newestUs: 0,
  };
  for await (const read of scanCalls(scope, { ...options, untilUs: null, firstChunk: chunk, chunk })) {
    total.rows += read.rowsRead;
    total.sawSpans ||= read.sawSpans;
    total.base = read.base;
    total.doneToUs = read.doneToUs;
    total.isAmbiguous ||= read.calls.some(isAmbiguous);
    for (const { seen } of read.calls) total.newestUs = Math.max(total.newestUs, seen.endUs);
    take(read.calls);
    if (total.rows >= mostRows || Date.now() > endsMs) break;
  }
  const hasOtel =
    total.sawSpans || (await query(gateway, anySpan(gateway.deepflow.tags, range), { signal })).length > 0;
  const usualToS = range.toS < knownToS ? null : knownToS;
  const isSilent = usualToS !== null && total.newestUs < usualToS * 1e6;
  const wholeToS = isSilent && asksSilence ? await wholeTo(scope, usualToS, total.newestUs) : usualToS;
  const isCut = total.doneToUs !== null;
  const keptFromS = isCut ? null : await oldest;
  const isObserved = total.base !== null || hasOtel;
  const isLagging = isObserved && wholeToS !== null && wholeToS < knownToS;
  const isKept = keptFromS === null || keptFromS <= range.toS;
  const found = { isAmbiguous: total.isAmbiguous, base: total.base, hasOtel, isCut, isKept };
  return {
    doneToUs: total.doneToUs,
    keptFromS,
    completeToS: wholeToS,
    isObserved,
    source: sourceOf(total.base, total.sawSpans),
    notices: [...new Set([...scope.notices, ...noticesOf(found)]), ...(isLagging ? (['lagging'] as const) : [])],
  };
}

/** Silence is told from a DeepFlow that lags behind by the last minutes of everything that it sees. */
const silenceS = 300;

/**
 * Up to when a range is whole whose last seconds have no call, epoch s. That is no proof that there was none: something
 * else must have been seen since, and where that cannot be asked nothing is known of what came after the newest call.
 */
async function wholeTo({ gateway, range, signal }: CallScope, knownToS: number, newestUs: number): Promise<number> {
  const fromS = knownToS - silenceS;
  // The second of the newest row is as whole as those before it: the row itself may be a call of the route.
  const upTo = (endUs: number) => Math.max(fromS, Math.min(knownToS, Math.floor(endUs / 1e6) + 1));
  try {
    // Any row nearly always answers it, and is found without sorting them all.
    const since = await query(gateway, anySeen({ fromS: knownToS, toS: range.toS }), { signal });
    if (since.length > 0) return knownToS;
    const [newest] = await query(gateway, newestRow({ fromS, toS: knownToS }), { signal });
    return upTo(newest === undefined ? newestUs : number(newest, 'end_us'));
  } catch (error) {
    signal?.throwIfAborted();
    if (!(error instanceof ProblemError)) throw error;
    return upTo(newestUs);
  }
}

/** The calls of a route that charts and distributions count, all by the same rules. */
export async function countedCalls(scope: RouteScope, options: Options): Promise<CountedCalls> {
  const counted: RouteCall[] = [];
  const ambiguous: RouteCall[] = [];
  const read = await readCalls(scope, options, (calls) => {
    for (const call of calls) (isAmbiguous(call) ? ambiguous : counted).push(call);
  });
  return { ...read, counted, ambiguous };
}
