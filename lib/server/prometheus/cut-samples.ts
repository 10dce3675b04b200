import 'server-only';
import { ProblemError } from '@/lib/http/problem';
import type { PromRange } from '@/lib/prometheus/dto';
import type { GatewayConfig } from '@/lib/server/config';
import { queryInstant } from './client';
import type { Asked } from './expression-names';

/** Whether the Prometheus API that is asked is DeepFlow's own. */
export function isDeepflow({ prometheus, deepflow }: GatewayConfig): boolean {
  if (deepflow.querierUrl === null || prometheus === null) return false;
  // `http://deepflow` is no part of `http://deepflow-prometheus`.
  return `${prometheus.url}/`.startsWith(`${deepflow.querierUrl}/`);
}

/**
 * The first time of a range answer that has values, where samples from before it were left out; null: none were, or the
 * answer has no value. DeepFlow reads a million rows for one selector, the newest first, and leaves the others out without
 * a word (server.yaml prometheus.limit), so that all series begin at one time. Asked for the moment before alone it has
 * values for it, and that proves it: asked only where an answer of DeepFlow begins late. Where that question fails the
 * answer stands as it came, which is no worse for it.
 */
export async function cutBefore(
  gateway: GatewayConfig,
  expression: Asked,
  answer: { fromS: number; stepS: number; firstS: number | null },
  { signal, isMeant = () => true }: { signal?: AbortSignal | undefined; isMeant?: Meant } = {},
): Promise<number | null> {
  const { fromS, stepS, firstS } = answer;
  if (firstS === null || firstS < fromS + stepS || !isDeepflow(gateway)) return null;
  const before = await queryInstant(gateway, expression, firstS - stepS, signal).catch((error: unknown) => {
    signal?.throwIfAborted();
    if (!(error instanceof ProblemError)) throw error;
    return [];
  });
  return before.some(({ labels, value }) => value !== null && isMeant(labels)) ? firstS : null;
}

type Whole = { windowS: number; isMeant?: Meant | undefined; signal?: AbortSignal | undefined };
type Meant = (labels: Readonly<Record<string, string>>) => boolean;

/**
 * An answer without what was made of samples of which some were left out: each value is made of the `windowS` seconds
 * before it. Of a selector among several `isMeant` tells the series.
 */
export async function wholeRange(
  gateway: GatewayConfig,
  expression: Asked,
  answer: PromRange,
  { windowS, isMeant = () => true, signal }: Whole,
): Promise<{ range: PromRange; cutBeforeS: number | null }> {
  const { times, stepS, series } = answer;
  const meant = series.filter(({ labels }) => isMeant(labels));
  const first = times.findIndex((_time, at) => meant.some(({ values }) => values[at] != null));
  const found = { fromS: times[0] ?? 0, stepS, firstS: times[first] ?? null };
  const firstS = await cutBefore(gateway, expression, found, { signal, isMeant });
  if (firstS === null) return { range: answer, cutBeforeS: null };
  const cutBeforeS = firstS + windowS;
  const whole = series.map(({ values, ...one }) => ({
    ...one,
    values: values.map((value, at) => ((times[at] ?? 0) < cutBeforeS ? null : value)),
  }));
  return { range: { ...answer, series: whole }, cutBeforeS };
}
