import 'server-only';
import type { GatewayConfig } from '@/lib/server/config';
import type { MetricStretch } from './metric-stretch';
import { oldestKept } from './oldest-kept';

/** The part of a stretch of which DeepFlow has anything, whoever's it is. */
export type KeptStretch = MetricStretch & {
  /** Epoch s from when on there is anything; null: from the beginning of the stretch on. */
  keptFromS: number | null;
  /** False: there is nothing so old. */
  isKept: boolean;
};

/**
 * The stretch from the oldest sums on: what lies before was dropped, or DeepFlow was not there yet, and is no time without
 * requests. All of it where that could never be asked.
 */
export async function keptStretch(
  gateway: GatewayConfig,
  stretch: MetricStretch,
  signal: AbortSignal | undefined,
): Promise<KeptStretch> {
  const { precision, range } = stretch;
  const oldest = await oldestKept(gateway, precision, signal);
  const whole = { ...stretch, keptFromS: null, isKept: true };
  if (oldest === 'unknown') return whole;
  if (oldest === 'none' || oldest > range.toS) return { ...whole, isKept: false };
  if (oldest <= range.fromS) return whole;
  return {
    ...stretch,
    range: { fromS: oldest, toS: range.toS },
    seconds: range.toS - oldest + 1,
    keptFromS: oldest,
    isKept: true,
  };
}
