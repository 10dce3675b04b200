import 'server-only';
import { ProblemError } from '@/lib/http/problem';
import type { GatewayConfig } from '@/lib/server/config';
import { processWide } from '@/lib/server/process-wide';
import { SharedReadings } from '@/lib/server/shared-readings';
import type { Seconds } from './call-statements';
import { number, query, type Row } from './querier';
import type { Statement } from './sql';
import { oldestRow, oldestSums } from './watch-statements';

/** What DeepFlow keeps, each for a time of its own: calls, and sums of seconds and of minutes. */
export type Kept = 'calls' | '1s' | '1m';
/** Epoch s of the oldest of them, whoever's it is; `none`: there is not one; `unknown`: it could never be asked. */
export type OldestKept = number | 'none' | 'unknown';

/** DeepFlow drops its oldest hours once an hour: who asks within a minute gets the same answer. */
const freshMs = 60_000;
/** What is older than this has no true time, and says nothing of what is kept. */
const longestKeptS = 366 * 86_400;

const questions: Record<Kept, { ask: (range: Seconds) => Statement; at: (row: Row) => number }> = {
  calls: { ask: oldestRow, at: (row) => Math.floor(number(row, 'end_us') / 1e6) },
  '1s': { ask: (range) => oldestSums('1s', range), at: (row) => number(row, 'at') },
  '1m': { ask: (range) => oldestSums('1m', range), at: (row) => number(row, 'at') },
};

const readings = processWide('oldest-kept', () => new Map<string, SharedReadings<Kept, OldestKept>>());

/** The oldest that DeepFlow has of these. One question a minute and gateway, whoever asks; that it fails is no failure. */
export function oldestKept(gateway: GatewayConfig, kept: Kept, signal: AbortSignal | undefined): Promise<OldestKept> {
  let reading = readings.get(gateway.id);
  if (!reading) {
    // What was dropped does not come back: where a question fails the answer before still holds.
    const last = new Map<Kept, number>();
    const read = async (asked: Kept, asking: AbortSignal) => {
      const oldest = await ask(gateway, asked, asking);
      if (typeof oldest === 'number') last.set(asked, oldest);
      return oldest === 'unknown' ? (last.get(asked) ?? oldest) : oldest;
    };
    const answersForMs = (of: Kept, asked: Kept) => (of === asked ? freshMs : 0);
    reading = new SharedReadings({ read, answersForMs, keepMs: freshMs, most: Object.keys(questions).length });
    readings.set(gateway.id, reading);
  }
  return reading.get(kept, signal);
}

async function ask(gateway: GatewayConfig, kept: Kept, signal: AbortSignal): Promise<OldestKept> {
  const nowS = Math.floor(Date.now() / 1000);
  const question = questions[kept];
  try {
    const [oldest] = await query(gateway, question.ask({ fromS: nowS - longestKeptS, toS: nowS }), { signal });
    return oldest === undefined ? 'none' : question.at(oldest);
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof ProblemError)) throw error;
    return 'unknown';
  }
}
