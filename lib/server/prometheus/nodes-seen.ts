import 'server-only';
import type { GatewayConfig } from '@/lib/server/config';
import { queryInstant } from './client';
import type { MetricSource } from './expression';
import { nodesSeen } from './route-expressions';
import { countedWindowS } from './sample-times';

/** Whether any metrics of the gateway arrived in the `windowS` seconds before a moment. Throws what queryInstant throws. */
export async function areNodesSeen(
  gateway: GatewayConfig,
  source: MetricSource,
  { atMs, windowS = countedWindowS }: { atMs: number; windowS?: number },
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const seen = await queryInstant(gateway, nodesSeen(source, windowS), Math.floor(atMs / 1000), signal);
  return seen.some(({ value }) => value !== null);
}
