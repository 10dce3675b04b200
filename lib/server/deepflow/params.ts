import 'server-only';
import { z } from 'zod';
import type { CallFilter, Outcome } from '@/lib/deepflow/dto';
import { mostFlows } from '@/lib/deepflow/flows';

const outcomes = ['ok', 'client_error', 'server_error', 'timeout', 'unknown'] as const satisfies readonly Outcome[];

/** DeepFlow keeps request logs for days; a longer range is a mistake that would cost it a full scan. */
const longestRangeMs = 31 * 86_400_000;
/** A scan of all connections of a day is the most that one request is worth. */
const longestFlowMs = 86_400_000;
const momentSchema = z.coerce
  .number({ error: 'must be epoch milliseconds' })
  .int('must be whole milliseconds')
  .min(Date.UTC(2000, 0), 'must be epoch milliseconds')
  .max(Date.UTC(2100, 0), 'must be epoch milliseconds');

const rangeSchema = z
  .object({ from: momentSchema, to: momentSchema })
  .refine(({ from, to }) => from < to, { path: ['to'], error: 'must be after from' })
  .refine(({ from, to }) => to - from <= longestRangeMs, {
    path: ['from'],
    error: 'must be at most 31 days before to',
  });

const filterSchema = z.object({
  outcome: z.array(z.enum(outcomes)).max(outcomes.length),
  method: z.array(z.string().regex(/^[A-Za-z-]{1,20}$/, 'must be an HTTP method')).max(20),
  minDurationUs: z.coerce.number().int().min(0).max(86_400_000_000).optional(),
  path: z.string().max(300).optional(),
  cursor: z.string().max(10_000).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});

/** `from` and `to` of a request, epoch ms. Throws ZodError, which `handle` turns into `invalid_input`. */
export function parseRange(params: URLSearchParams): { fromMs: number; toMs: number } {
  const { from, to } = rangeSchema.parse({ from: params.get('from') ?? '', to: params.get('to') ?? '' });
  return { fromMs: from, toMs: to };
}

/** Everything that a list of calls may be asked for. Throws ZodError. */
export function parseCallQuery(params: URLSearchParams): {
  fromMs: number;
  toMs: number;
  filter: CallFilter;
  cursor: string | null;
  limit: number;
} {
  const { cursor, limit, ...filter } = filterSchema.parse({
    outcome: params.getAll('outcome'),
    method: params.getAll('method'),
    minDurationUs: params.get('minDurationUs') ?? undefined,
    path: params.get('path') ?? undefined,
    cursor: params.get('cursor') ?? undefined,
    limit: params.get('limit') ?? undefined,
  });
  return { ...parseRange(params), filter, cursor: cursor ?? null, limit };
}

const idSchema = z
  .string()
  .refine((text) => /^\d{1,20}$/.test(text) && BigInt(text) < 2n ** 64n, 'must be a whole number of 64 bits');

/** `_id` of a row, decimal. Throws ZodError. */
export function parseCallId(callId: string): string {
  return z.object({ callId: idSchema }).parse({ callId }).callId;
}

/** Connections and the time in which they are asked for. Throws ZodError. */
export function parseFlowQuery(params: URLSearchParams): { flowIds: string[]; fromMs: number; toMs: number } {
  const schema = z.object({
    id: z.array(idSchema).min(1, 'must be given').max(mostFlows, `must be given at most ${mostFlows} times`),
  });
  const { id } = schema.parse({ id: params.getAll('id') });
  const range = parseRange(params);
  if (range.toMs - range.fromMs > longestFlowMs)
    throw new z.ZodError([{ code: 'custom', path: ['from'], message: 'must be at most a day before to', input: '' }]);
  return { flowIds: [...new Set(id)], ...range };
}

/** What a trace may be asked for with. Throws ZodError. */
export function parseTraceQuery(params: URLSearchParams): { withAllRows: boolean } {
  const schema = z.object({ rows: z.literal('all', { error: 'must be "all" or left out' }).optional() });
  return { withAllRows: schema.parse({ rows: params.get('rows') ?? undefined }).rows === 'all' };
}
