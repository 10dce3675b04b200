import http from 'node:http';
import { faultyDeepflowPort, sandboxPorts } from './ports';

/**
 * The sandbox's querier and tracing service behind one port, which answers in the way it was last told to (`POST /fault`
 * with a mode as the body). Whatever a mode does not touch passes as it is.
 */

export const deepflowFaults = [
  'fine',
  /** The tracing service hangs up. */
  'down',
  /** It says that a query of its own failed, with HTTP 206 or 500, and gives all it found. */
  'partial',
  'failed',
  /** It finds nothing for a call that exists. */
  'empty',
  /** A row limit cuts the trace, which leaves no mark. */
  'cut',
  /** Every field that may be null is. */
  'nulls',
  /** The querier panics, and answers with two JSON documents. */
  'panic',
  /** The querier answers `null` instead of an empty list. */
  'null-values',
] as const;
export type DeepflowFault = (typeof deepflowFaults)[number];

let mode: DeepflowFault = 'fine';

type Wire = Record<string, unknown> & { id: number; parent_id?: number | null; signal_source: number };
type Answer = {
  OPT_STATUS: string;
  DESCRIPTION: string | null;
  DATA: Record<string, unknown> & { tracing?: Wire[] };
};

/** What a span may lack. */
const nulled = new Set(['attribute', 'service_uid', 'service_uname', 'response_code', 'resource_from_vtap', 'flow_id']);

function distorted(answer: Answer): { status: number; answer: Answer } {
  const { DATA } = answer;
  const spans = DATA.tracing ?? [];
  switch (mode) {
    case 'partial':
    case 'failed':
      return {
        status: mode === 'partial' ? 206 : 500,
        answer: { ...answer, OPT_STATUS: 'PARTIAL_RESULT', DESCRIPTION: 'host | query | e2e: a query timed out' },
      };
    case 'empty':
      return { status: 200, answer: { ...answer, DATA: { ...DATA, tracing: [] } } };
    case 'cut': {
      // The first rows alone, in the order of time; spans whose parent is beyond the limit have none.
      const kept = new Set(spans.slice(0, Math.ceil(spans.length / 2)).map(({ id }) => id));
      const tracing = spans
        .filter(({ id }) => kept.has(id))
        .map((span) => (kept.has(span.parent_id ?? -1) ? span : { ...span, parent_id: -1 }));
      return { status: 200, answer: { ...answer, DATA: { ...DATA, tracing } } };
    }
    case 'nulls': {
      const without = (span: Wire) =>
        Object.fromEntries(
          Object.entries(span).map(([name, value]) => [name, nulled.has(name) ? null : value]),
        ) as Wire;
      return {
        status: 200,
        answer: {
          ...answer,
          DESCRIPTION: null,
          DATA: { ...DATA, tracing: spans.map(without), host_clock_correction: null },
        },
      };
    }
    default:
      return { status: 200, answer };
  }
}

const json = { 'content-type': 'application/json' };

async function answerTo(path: string, method: string, type: string | undefined, body: Buffer) {
  const isQuerier = path.startsWith('/v1/query') || path.startsWith('/prom');
  if (isQuerier && mode === 'panic')
    return { status: 400, text: '{"OPT_STATUS":"SERVER_ERROR","DESCRIPTION":"e2e: index out of range"}{}' };
  const port = isQuerier ? sandboxPorts.SANDBOX_QUERIER_PORT : sandboxPorts.SANDBOX_APP_PORT;
  const real = await fetch(`http://127.0.0.1:${port}${path}`, {
    method,
    headers: type === undefined ? {} : { 'content-type': type },
    ...(method === 'GET' ? {} : { body: new Uint8Array(body) }),
  });
  const text = await real.text();
  if (mode === 'null-values' && path.startsWith('/v1/query')) {
    const answer = JSON.parse(text) as { result: object };
    return { status: real.status, text: JSON.stringify({ ...answer, result: { ...answer.result, values: null } }) };
  }
  if (!path.endsWith('/L7FlowTracing') || real.status !== 200) return { status: real.status, text };
  const { status, answer } = distorted(JSON.parse(text) as Answer);
  return { status, text: JSON.stringify(answer) };
}

const server = http.createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', async () => {
    const body = Buffer.concat(chunks);
    const path = request.url ?? '/';
    if (path === '/fault') {
      mode = deepflowFaults.find((fault) => fault === body.toString()) ?? mode;
      response.writeHead(200, json).end(JSON.stringify({ mode }));
      return;
    }
    if (mode === 'down' && path.includes('L7FlowTracing')) return void request.socket.destroy();
    try {
      const { status, text } = await answerTo(path, request.method ?? 'GET', request.headers['content-type'], body);
      response.writeHead(status, json).end(text);
    } catch (error) {
      response.writeHead(502, json).end(JSON.stringify({ error: String(error) }));
    }
  });
});
// A test that looks for seconds must not come back to a connection that was closed meanwhile.
server.keepAliveTimeout = 60_000;
server.listen(faultyDeepflowPort, '127.0.0.1');
