import 'server-only';
import { z } from 'zod';
import { callUpstream } from '@/lib/server/upstream';

/** Names of the metrics of a whole company's Prometheus. */
const maxBytes = 32 * 1024 * 1024;

// DeepFlow's `status` is empty here, and its body `null` for a label that it does not know
// (querier/app/prometheus/service/label_values.go).
const namesSchema = z.looseObject({ data: z.array(z.string()).nullable() }).nullable();

/** The names of all metrics that a Prometheus API has, in its order. Throws what asking it throws. */
export async function listMetricNames(url: string, timeoutMs: number, signal?: AbortSignal): Promise<string[]> {
  const answer = await callUpstream({
    upstream: 'prometheus',
    url: `${url}/api/v1/label/__name__/values`,
    timeoutMs,
    maxBytes,
    signal,
    schema: namesSchema,
  });
  return answer?.data ?? [];
}
