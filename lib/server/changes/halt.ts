import 'server-only';
import { namedRoutes, type Reason } from '@/lib/changes/reason';
import { ProblemError } from '@/lib/http/problem';
import { readCalls } from '@/lib/server/deepflow/counted-calls';
import { routesScope } from '@/lib/server/deepflow/route-scope';
import { toProblem } from '@/lib/server/to-problem';
import type { ChangeContext } from './context';
import { type Bounds, fewestCalls, type JudgedCall, type Judgement, judge, type RouteCalls } from './judge-effect';
import type { StoredChange, StoredItem } from './records';

/** `reason` is for the record; null: nothing to say. */
export type Effect = { verdict: 'goes_on' | 'halted' | 'paused'; reason: Reason | null };

/** As long as the form lets a change wait between two steps. */
const longestMs = 3600_000;
/** Rows of one reading, the newest: nobody waits for them, and what they take of memory is given back. */
const mostRows = 200_000;
/** While a chunk is decided, nobody else is answered. */
const chunk = 5000;
/** Time limits of one statement that one reading may take. */
const timeLimits = 6;

/**
 * Whether the calls of the changed routes have become worse, of all that the change has written so far: up to the last
 * hour against as long a time before they were written, from what DeepFlow saw of them. Without enough calls there is
 * nothing to halt for, which is said; a DeepFlow that cannot be asked is no leave to go on.
 */
export async function measureEffect(
  context: ChangeContext,
  change: StoredChange,
  bounds: Bounds,
  signal?: AbortSignal,
): Promise<Effect> {
  const waves = wavesOf(await context.records.itemsOf(change.id, ['written']));
  if (waves.length === 0) return { verdict: 'goes_on', reason: { code: 'nothing_to_compare' } };
  try {
    const { routes, looked } = await readEffect(context, waves, Date.now(), signal);
    return effectOf(judge(routes, bounds), { ...looked, routes: routes.length });
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return { verdict: 'paused', reason: { code: 'unmeasured', problem: toProblem(error) } };
  }
}

type Written = { id: string; name: string; writtenAt: number };
/** Routes that were written together: they share the time before. */
export type Wave = { firstAt: number; routes: Written[] };

/** Written routes, oldest first. After a pause as long as is looked back, the time before is another one. */
export function wavesOf(items: readonly Pick<StoredItem, 'objectId' | 'objectName' | 'writtenAt'>[]): Wave[] {
  const written = items
    .flatMap(({ objectId, objectName, writtenAt }) =>
      writtenAt === null ? [] : [{ id: objectId, name: objectName, writtenAt }],
    )
    .sort((a, b) => a.writtenAt - b.writtenAt);
  const waves: Wave[] = [];
  let lastAt = Number.NEGATIVE_INFINITY;
  for (const route of written) {
    if (route.writtenAt - lastAt >= longestMs) waves.push({ firstAt: route.writtenAt, routes: [] });
    waves.at(-1)?.routes.push(route);
    lastAt = route.writtenAt;
  }
  return waves;
}

type Looked = { lengthMs: number; isCut: boolean };

/** The calls of every written route, as long since its write as before the first one of its wave. */
async function readEffect(
  { gateway }: ChangeContext,
  waves: readonly Wave[],
  now: number,
  signal: AbortSignal | undefined,
): Promise<{ routes: RouteCalls[]; looked: Looked }> {
  const firstAt = waves[0]?.firstAt ?? now;
  const lengthMs = Math.min(longestMs, Math.max(1000, now - firstAt));
  const all = waves.flatMap(({ routes }) => routes);
  const since = await read(all, now - lengthMs, now);
  const found: RouteCalls[] = [];
  let shortestMs = since.readMs;
  for (const wave of waves) {
    const before = await read(wave.routes, wave.firstAt - Math.min(since.readMs, now - wave.firstAt), wave.firstAt);
    const most = Math.min(since.readMs, before.readMs);
    shortestMs = Math.min(shortestMs, before.isCut ? before.readMs : Number.POSITIVE_INFINITY);
    for (const { id, name, writtenAt } of wave.routes) {
      const eachMs = Math.min(most, now - writtenAt);
      found.push({
        id,
        name,
        before: (before.calls.get(id) ?? []).filter(({ endUs }) => endUs >= (wave.firstAt - eachMs) * 1000),
        since: (since.calls.get(id) ?? []).filter(({ startUs }) => startUs >= (now - eachMs) * 1000),
      });
    }
  }
  return { routes: found, looked: { lengthMs: shortestMs, isCut: shortestMs < lengthMs } };

  async function read(routes: readonly Written[], fromMs: number, toMs: number): Promise<WaveCalls> {
    const calls = new Map<string, TimedCall[]>(routes.map(({ id }) => [id, []]));
    const scope = await routesScope(gateway, { routeIds: [...calls.keys()], fromMs, toMs }, signal);
    const endsMs = Date.now() + timeLimits * gateway.timeoutMs;
    const options = { filter: {}, withParties: false, chunk, mostRows, endsMs, asksSilence: false };
    const { doneToUs } = await readCalls(scope, options, (some) => {
      for (const { seen, takenBy } of some) {
        const { startUs, endUs, outcome, durationUs } = seen;
        if (takenBy !== null) calls.get(takenBy)?.push({ startUs, endUs, outcome, durationUs });
      }
    });
    const readFromMs = doneToUs === null ? fromMs : Math.max(fromMs, doneToUs / 1000);
    return { calls, readMs: toMs - readFromMs, isCut: doneToUs !== null };
  }
}

type TimedCall = JudgedCall & { startUs: number; endUs: number };
type WaveCalls = { calls: ReadonlyMap<string, TimedCall[]>; readMs: number; isCut: boolean };

/** What is done about it, and said. */
export function effectOf(
  { overall, worse, judged, before, since }: Judgement,
  { routes, lengthMs, isCut }: Looked & { routes: number },
): Effect {
  const looked = { judged, routes, lengthMs, isCut };
  if (overall !== null || worse.length > 0)
    return {
      verdict: 'halted',
      reason: { code: 'worsened', overall, worse: worse.slice(0, namedRoutes), count: worse.length, ...looked },
    };
  if (Math.min(before, since) < fewestCalls)
    return { verdict: 'goes_on', reason: { code: 'too_few_calls', before, since } };
  return { verdict: 'goes_on', reason: { code: 'no_worse', ...looked } };
}
