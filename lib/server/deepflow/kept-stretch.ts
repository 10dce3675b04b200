import 'server-only';
import type { GatewayConfig } from '@/lib/server/config';
import type { Seconds } from './call-statements';
import type { MetricStretch } from './metric-stretch';
import { number, query } from './querier';
import { oldestSums } from './watch-statements';

/** The part of a stretch of which DeepFlow has anything, whoever's it is. */
export type KeptStretch = MetricStretch & {
  /** Epoch s from when on there is anything; null: from the beginning of the stretch on. */
  keptFromS: number | null;
  /** False: there is nothing at all, neither in the stretch nor just before it. */
  isKept: boolean;
};

/** Where there is nothing for so long before a stretch, what comes later is the oldest that there is. */
const beforeS = 3600;

/**
 * The stretch from the oldest sums on: what lies before was dropped, or DeepFlow was not there yet, and is no time without
 * requests. Mostly one question, over the hour before the stretch. Throws what `query` throws.
 */
export async function keptStretch(
  gateway: GatewayConfig,
  stretch: MetricStretch,
  signal: AbortSignal | undefined,
): Promise<KeptStretch> {
  const { precision, range } = stretch;
  const oldest = async (of: Seconds) => {
    const [first] = await query(gateway, oldestSums(precision, of), { signal });
    return first === undefined ? null : number(first, 'at');
  };
  const whole = { ...stretch, keptFromS: null, isKept: true };
  if ((await oldest({ fromS: range.fromS - beforeS, toS: range.fromS - 1 })) !== null) return whole;
  const first = await oldest(range);
  if (first === null) return { ...whole, isKept: false };
  if (first <= range.fromS) return whole;
  return {
    ...stretch,
    range: { fromS: first, toS: range.toS },
    seconds: range.toS - first + 1,
    keptFromS: first,
    isKept: true,
  };
}
