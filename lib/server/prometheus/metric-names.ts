import 'server-only';
import { z } from 'zod';
import { callUpstream } from '@/lib/server/upstream';
import type { Expression } from './expression-names';

/** Names of the metrics of a whole company's Prometheus. */
const maxBytes = 32 * 1024 * 1024;

// DeepFlow's `status` is empty here, and its body `null` for a label that it does not know
// (querier/app/prometheus/service/label_values.go).
const namesSchema = z.looseObject({ data: z.array(z.string()).nullable() }).nullable();

type Options = { signal?: AbortSignal | undefined; match?: Expression | null };

/**
 * The names of all metrics that a Prometheus API has, or of those with a series that `match` selects, in its order.
 * Throws what asking it throws.
 */
export async function listMetricNames(
  url: string,
  timeoutMs: number,
  { signal, match = null }: Options = {},
): Promise<string[]> {
  const search = match === null ? '' : `?${new URLSearchParams({ 'match[]': match.query })}`;
  const answer = await callUpstream({
    upstream: 'prometheus',
    url: `${url}/api/v1/label/__name__/values${search}`,
    timeoutMs,
    maxBytes,
    signal,
    schema: namesSchema,
  });
  return answer?.data ?? [];
}
