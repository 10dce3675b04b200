import 'server-only';
import { ProblemError } from '@/lib/http/problem';
import type { GatewayConfig } from '@/lib/server/config';
import { processWide } from '@/lib/server/process-wide';
import { SharedReadings } from '@/lib/server/shared-readings';
import { number, query } from './querier';
import type { CallScope } from './route-scope';
import { oldestRow } from './watch-statements';

/** DeepFlow drops its oldest hour once an hour: who asks within a minute gets the same answer. */
const freshMs = 60_000;
/** A row older than this has no true time, and says nothing of what is kept. */
const longestKeptS = 366 * 86_400;

const readings = processWide('oldest-rows', () => new Map<string, SharedReadings<null, number | null>>());

/**
 * From when on DeepFlow has rows of anything, epoch s, where the range begins before that: what lies before was dropped, or
 * DeepFlow was not there yet. Null: it has older ones than the range, none at all, or could never be asked. One question a
 * minute and gateway, whoever asks.
 */
export async function keptFrom({
  gateway,
  range,
  signal,
}: Pick<CallScope, 'gateway' | 'range' | 'signal'>): Promise<number | null> {
  const oldestS = await readingOf(gateway).get(null, signal);
  return oldestS !== null && oldestS > range.fromS ? oldestS : null;
}

function readingOf(gateway: GatewayConfig): SharedReadings<null, number | null> {
  let reading = readings.get(gateway.id);
  if (!reading) {
    // What was dropped does not come back: where a question fails the answer before it still holds.
    let lastS: number | null = null;
    const read = async (_asked: null, signal: AbortSignal) => {
      lastS = await oldestSecond(gateway, signal, lastS);
      return lastS;
    };
    reading = new SharedReadings({ read, answersForMs: () => freshMs, keepMs: freshMs, most: 1 });
    readings.set(gateway.id, reading);
  }
  return reading;
}

async function oldestSecond(
  gateway: GatewayConfig,
  signal: AbortSignal,
  otherwiseS: number | null,
): Promise<number | null> {
  const nowS = Math.floor(Date.now() / 1000);
  try {
    const [oldest] = await query(gateway, oldestRow({ fromS: nowS - longestKeptS, toS: nowS }), { signal });
    return oldest === undefined ? null : Math.floor(number(oldest, 'end_us') / 1e6);
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof ProblemError)) throw error;
    return otherwiseS;
  }
}
