import 'server-only';
import { z } from 'zod';
import { type Dimension, dimensions } from '@/lib/deepflow/breakdown';
import type { Selection } from '@/lib/deepflow/distribution';
import type { CallFilter, Outcome } from '@/lib/deepflow/dto';
import { mostFlows } from '@/lib/deepflow/flows';
import { routeIdSchema } from '@/lib/server/route-params';
import { isAttributeName } from './sql';

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

/** `from` and `to` in epoch ms, in order and at most a month apart. */
export const rangeSchema = z
  .object({ from: momentSchema, to: momentSchema })
  .refine(({ from, to }) => from < to, { path: ['to'], error: 'must be after from' })
  .refine(({ from, to }) => to - from <= longestRangeMs, {
    path: ['from'],
    error: 'must be at most 31 days before to',
  });

const durationSchema = z.coerce.number().int().min(0).max(86_400_000_000);
const statusSchema = z.coerce.number({ error: 'must be a status code' }).int().min(0).max(999);
const nameSchema = z.string().min(1).max(300);

/** `name=value`; the name is copied into a statement. */
const attributeSchema = z
  .string()
  .max(500)
  .transform((text) => {
    const at = text.indexOf('=');
    return at < 0 ? { name: '', value: '' } : { name: text.slice(0, at), value: text.slice(at + 1) };
  })
  .refine(({ name, value }) => isAttributeName(name) && value !== '', 'must be name=value, the name of A-Za-z0-9_.:/-');

const filterSchema = z.object({
  outcome: z.array(z.enum(outcomes)).max(outcomes.length),
  method: z.array(z.string().regex(/^[A-Za-z-]{1,20}$/, 'must be an HTTP method')).max(20),
  minDurationUs: durationSchema.optional(),
  maxDurationUs: durationSchema.optional(),
  path: z.string().max(300).optional(),
  endpoint: z.string().min(1).max(2000).optional(),
  status: z.array(statusSchema).max(100),
  host: nameSchema.optional(),
  client: nameSchema.optional(),
  clientPod: nameSchema.optional(),
  upstream: nameSchema.optional(),
  upstreamPod: nameSchema.optional(),
  trace: nameSchema.optional(),
  attr: z.array(attributeSchema).max(10),
});

const pageSchema = z.object({
  cursor: z.string().max(10_000).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});

/** `from` and `to` of a request, epoch ms. Throws ZodError, which `handle` turns into `invalid_input`. */
export function parseRange(params: URLSearchParams): { fromMs: number; toMs: number } {
  const { from, to } = rangeSchema.parse({ from: params.get('from') ?? '', to: params.get('to') ?? '' });
  return { fromMs: from, toMs: to };
}

/** Rows of a few windows of the route list. */
const mostRoutes = 500;

/** `{"routeIds": […]}`. Throws ZodError. */
export function parseRouteIds(body: unknown): string[] {
  return z.strictObject({ routeIds: z.array(routeIdSchema).max(mostRoutes) }).parse(body).routeIds;
}

/** Everything that a list of calls may be asked for. Throws ZodError. */
export function parseCallQuery(params: URLSearchParams): {
  fromMs: number;
  toMs: number;
  filter: CallFilter;
  cursor: string | null;
  limit: number;
} {
  const { cursor, limit } = pageSchema.parse({
    cursor: params.get('cursor') ?? undefined,
    limit: params.get('limit') ?? undefined,
  });
  return { ...parseRange(params), filter: parseFilter(params), cursor: cursor ?? null, limit };
}

/** What the charts of a route may be asked for. Throws ZodError. */
export function parseMetricsQuery(params: URLSearchParams): { fromMs: number; toMs: number; filter: CallFilter } {
  return { ...parseRange(params), filter: parseFilter(params) };
}

const dimensionsSchema = z.array(z.enum(dimensions)).min(1, 'must be given');

/** The same with `by`, names of dimensions with commas between. Throws ZodError. */
export function parseBreakdownQuery(params: URLSearchParams): {
  fromMs: number;
  toMs: number;
  filter: CallFilter;
  by: Dimension[];
} {
  const names = (params.get('by') ?? '').split(',').filter((name) => name !== '');
  const { by } = z.object({ by: dimensionsSchema }).parse({ by: names });
  return { ...parseMetricsQuery(params), by: [...new Set(by)] };
}

/** Which calls are asked for; lists come as repeated keys. Throws ZodError. */
function parseFilter(params: URLSearchParams): CallFilter {
  const one = (name: string) => params.get(name) ?? undefined;
  const { status, attr, ...filter } = filterSchema.parse({
    outcome: params.getAll('outcome'),
    method: params.getAll('method'),
    minDurationUs: one('minDurationUs'),
    maxDurationUs: one('maxDurationUs'),
    path: one('path'),
    endpoint: one('endpoint'),
    status: params.getAll('status'),
    host: one('host'),
    client: one('client'),
    clientPod: one('clientPod'),
    upstream: one('upstream'),
    upstreamPod: one('upstreamPod'),
    trace: one('trace'),
    attr: params.getAll('attr'),
  });
  return { ...filter, ...(status.length > 0 && { status }), ...(attr.length > 0 && { attr }) };
}

const selectionSchema = z
  .object({ t0: momentSchema, t1: momentSchema, d0: durationSchema, d1: durationSchema })
  .refine(({ t0, t1 }) => t0 < t1, { path: ['t1'], error: 'must be after t0' })
  .refine(({ d0, d1 }) => d0 < d1, { path: ['d1'], error: 'must be more than d0' });

/** Everything that a distribution may be asked for; a selection is given whole or not at all. Throws ZodError. */
export function parseDistributionQuery(params: URLSearchParams): {
  fromMs: number;
  toMs: number;
  filter: CallFilter;
  selection: Selection | null;
} {
  const isGiven = ['t0', 't1', 'd0', 'd1'].some((name) => params.has(name));
  const given = (name: string) => params.get(name) ?? '';
  const selection = isGiven
    ? selectionSchema.parse({ t0: given('t0'), t1: given('t1'), d0: given('d0'), d1: params.get('d1') ?? undefined })
    : null;
  return { ...parseRange(params), filter: parseFilter(params), selection };
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
