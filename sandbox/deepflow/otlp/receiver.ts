import type { IncomingHttpHeaders } from 'node:http';
import { z } from 'zod';
import type { Exchange } from '@/sandbox/agent/exchange';
import { Profiler } from '@/sandbox/agent/profiler';
import { exchangeToRows } from '@/sandbox/agent/rows';
import type { Inventory } from '@/sandbox/deepflow/inventory';
import type { L7Row } from '@/sandbox/deepflow/l7-row';
import { decodeBody, decodeOtlp, decodeProtobuf, OtlpError, type OtlpSpan } from '@/sandbox/deepflow/otlp/decode';
import { encodeExportResponse } from '@/sandbox/deepflow/otlp/proto';
import { otlpToRows } from '@/sandbox/deepflow/otlp/rows';
import type { ProfileRow } from '@/sandbox/deepflow/profile/row';

export type AgentRequest = {
  method: string;
  /** Path and query, as in the request line. */
  url: string;
  headers: IncomingHttpHeaders;
  body: Uint8Array;
  peerIp: string;
};

export type AgentAnswer = {
  status: number;
  headers: Record<string, string>;
  body: Uint8Array;
  /** What to store. */
  rows: L7Row[];
  profiles?: ProfileRow[];
};

const profiler = new Profiler();

/**
 * Answers a request to the agent's port:
 * - `POST /api/v1/otel/trace`: deepflow-agent's own receiver. It compares path and method alone, takes every body for
 *   protobuf whatever its content type, undoes no encoding but gzip, and answers with an empty body.
 * - `POST /v1/traces`: an OpenTelemetry collector's receiver, protobuf or JSON.
 * - `POST /sandbox/exchanges`: what the sandbox's gateway and services saw, a JSON list of exchanges.
 * Anything else is the agent's 404.
 */
export function handleAgentRequest(request: AgentRequest, inventory: Inventory): AgentAnswer {
  const path = request.url.split('?', 1)[0];
  try {
    if (path === '/api/v1/otel/trace' && request.method === 'POST') return agentTraces(request, inventory);
    if (path === '/v1/traces') return post(request, () => collectorTraces(request, inventory));
    if (path === '/sandbox/exchanges') return post(request, () => exchanges(request, inventory));
  } catch (error) {
    if (error instanceof OtlpError) return text(error.status, error.message);
    throw error;
  }
  return text(404, 'Not Found');
}

function agentTraces({ headers, body, peerIp }: AgentRequest, inventory: Inventory): AgentAnswer {
  const isGzip = headers['content-encoding'] === 'gzip';
  const spans = decodeProtobuf(isGzip ? decodeBody(body, 'gzip') : body).filter(isStorable);
  return { status: 200, headers: {}, body: empty, rows: otlpToRows(spans, peerIp, inventory) };
}

function collectorTraces({ headers, body, peerIp }: AgentRequest, inventory: Inventory): AgentAnswer {
  const spans = decodeOtlp(body, headers['content-type'], headers['content-encoding']);
  const stored = spans.filter(isStorable);
  const rejected = spans.length - stored.length;
  const partial =
    rejected === 0 ? {} : { rejectedSpans: String(rejected), errorMessage: `times outside of ${timeRange}` };
  const isJson = headers['content-type']?.trim().toLowerCase().startsWith('application/json') ?? false;
  return {
    status: 200,
    headers: { 'content-type': isJson ? 'application/json' : 'application/x-protobuf' },
    body: isJson ? encode(JSON.stringify({ partialSuccess: partial })) : encodeExportResponse(partial),
    rows: otlpToRows(stored, peerIp, inventory),
  };
}

/** A row's second has 32 bits, and a clock that was never set says 1970. */
const firstSecond = 1_000_000_000n;
const lastSecond = 0xffff_ffffn;
const timeRange = '2001 to 2106';

function isStorable({ startUnixNano, endUnixNano }: OtlpSpan): boolean {
  return [startUnixNano, endUnixNano].every((nanos) => {
    const second = nanos / 1_000_000_000n;
    return second >= firstSecond && second <= lastSecond;
  });
}

/** Half of a surrogate pair can only come as an escape: looking at every value of every body takes longer than reading it. */
const halfPair = /\\u[dD][89a-fA-F]/;

function exchanges({ body }: AgentRequest, inventory: Inventory): AgentAnswer {
  let parsed: unknown;
  try {
    const json = new TextDecoder().decode(body);
    parsed = halfPair.test(json)
      ? JSON.parse(json, (_, value: unknown) => (typeof value === 'string' ? value.toWellFormed() : value))
      : JSON.parse(json);
  } catch {
    return text(400, 'the body is no JSON');
  }
  const checked = z.array(exchangeSchema).safeParse(parsed);
  if (!checked.success) return text(400, `no list of exchanges: ${z.prettifyError(checked.error)}`);
  const rows = checked.data.flatMap((exchange) => exchangeToRows(exchange, inventory));
  return { status: 204, headers: {}, body: empty, rows, profiles: profiler.rowsOf(checked.data, inventory) };
}

const portSchema = z.number().int().min(0).max(0xffff);
const partySchema = z.object({ workload: z.string().nullable(), ip: z.string(), port: portSchema });
const syscallSchema = z.object({ request: z.string().regex(/^\d+$/), response: z.string().regex(/^\d+$/) });
const headersSchema = z.record(z.string(), z.string());
const microsecondsSchema = z
  .number()
  .int()
  .min(Number(firstSecond) * 1_000_000)
  .max(Number(lastSecond) * 1_000_000);
const bytesSchema = z.number().int().min(0);
const sequenceSchema = z.number().int().min(0).max(0xffff_ffff);

const exchangeSchema: z.ZodType<Exchange> = z.object({
  client: partySchema,
  server: partySchema,
  startUs: microsecondsSchema,
  endUs: microsecondsSchema.nullable(),
  clientStartUs: microsecondsSchema.optional(),
  clientEndUs: microsecondsSchema.optional(),
  method: z.string(),
  host: z.string(),
  path: z.string(),
  status: z.number().int().min(100).max(999).nullable(),
  requestBytes: bytesSchema,
  responseBytes: bytesSchema,
  requestHeaders: headersSchema,
  responseHeaders: headersSchema,
  connectionId: z.string(),
  reqSeq: sequenceSchema,
  respSeq: sequenceSchema,
  clientSyscall: syscallSchema.nullable(),
  serverSyscall: syscallSchema.nullable(),
});

function post(request: AgentRequest, answer: () => AgentAnswer): AgentAnswer {
  if (request.method === 'POST') return answer();
  const refusal = text(405, `${request.method} is not allowed here: use POST`);
  return { ...refusal, headers: { ...refusal.headers, allow: 'POST' } };
}

const empty = new Uint8Array();

function encode(message: string): Uint8Array {
  return new TextEncoder().encode(message);
}

function text(status: number, message: string): AgentAnswer {
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: encode(message), rows: [] };
}
