import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { buildRouterIndex, type RouterRoute } from '@/lib/apisix/router';
import { getCallDetail } from './call-detail';
import { listCalls } from './calls';
import { fakeGateway } from './testing';
import { getTrace } from './trace';

/* Spans that a real APISIX 3.18 sent, in a DeepFlow that knows nothing else: what somebody without agents has. */

const fixtures = new URL('../../../test/fixtures/otlp/', import.meta.url);
const folder = `${import.meta.dirname}/../../..`;

type Recorded = {
  name: string;
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  startTimeUnixNano: string;
  attributes?: Record<string, string | number>;
};
const bodies = readdirSync(fixtures)
  .filter((name) => name.endsWith('.bin'))
  .map((name) => readFileSync(new URL(name, fixtures)));
const isSent = (spanId: string) => bodies.some((body) => body.includes(Buffer.from(spanId, 'hex')));

/** What a collector made of the same bodies; it kept others, too. */
const recorded = Object.values(
  JSON.parse(readFileSync(new URL('spans.json', fixtures), 'utf8')) as Record<string, { flat?: Recorded[] }>,
)
  .flatMap(({ flat }) => flat ?? [])
  .flatMap(({ attributes = {}, ...span }) =>
    attributes['apisix.route_id'] === undefined || !isSent(span.spanId) ? [] : [{ ...span, attributes }],
  );

const routes: RouterRoute[] = [
  ...new Map(
    recorded.map(({ attributes }) => [
      String(attributes['apisix.route_id']),
      { id: String(attributes['apisix.route_id']), uri: String(attributes['http.route']) },
    ]),
  ).values(),
];
vi.mock('@/lib/server/apisix/route-index', () => ({
  routeIndex: () => ({
    refresh: async () => {},
    table: async () => ({
      routes,
      services: [],
      routerIndex: buildRouterIndex(routes, []),
      summaryOf: (id: string) => {
        const route = routes.find((candidate) => candidate.id === id);
        return route && { id, name: id, hosts: [], paths: [route.uri], methods: [], priority: 0, enabled: true };
      },
    }),
  }),
}));

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

let sandbox: ChildProcess;
let addresses: { querier: string; app: string; agent: string };

beforeAll(async () => {
  const [querier, app, agent] = await Promise.all([freePort(), freePort(), freePort()]);
  sandbox = spawn(process.execPath, ['--import', 'tsx', 'sandbox/main.ts', '--only', 'deepflow'], {
    cwd: folder,
    env: {
      ...process.env,
      SANDBOX_QUERIER_PORT: String(querier),
      SANDBOX_APP_PORT: String(app),
      SANDBOX_AGENT_PORT: String(agent),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const { stdout, stderr } = sandbox;
  if (stdout === null || stderr === null) throw new Error('no pipes');
  let said = '';
  stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  const line = await new Promise<string>((resolve, reject) => {
    createInterface({ input: stdout }).once('line', resolve);
    sandbox.once('exit', () => reject(new Error(`DeepFlow did not start: ${said}`)));
  });
  addresses = JSON.parse(line);
  for (const body of bodies) {
    const response = await fetch(`${addresses.agent}/api/v1/otel/trace?/v1/traces`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-protobuf' },
      body: new Uint8Array(body),
    });
    expect(response.status).toBe(200);
  }
}, 60_000);

afterAll(async () => {
  const ended = new Promise((resolve) => sandbox.once('exit', resolve));
  sandbox.kill('SIGTERM');
  await ended;
});

const gateway = () => ({
  ...fakeGateway({ querierUrl: addresses.querier, appUrl: addresses.app }),
  timeoutMs: 20_000,
});
const times = recorded.map(({ startTimeUnixNano }) => Number(BigInt(startTimeUnixNano) / 1_000_000n));
const range = { fromMs: Math.min(...times) - 600_000, toMs: Math.max(...times) + 600_000 };
const callsOf = (routeId: string) => listCalls(gateway(), { routeId, ...range, filter: {}, cursor: null, limit: 200 });

test.each(routes.map(({ id }) => id))(
  'route %s lists its calls from spans alone, and says what is missing',
  async (id) => {
    const { calls, source, notices } = await callsOf(id);
    const own = recorded.filter(({ attributes }) => attributes['apisix.route_id'] === id);
    expect(source).toBe('otel');
    expect(notices).toContain('no_ebpf');
    expect(notices).not.toContain('no_otel');
    expect(new Set(calls.map(({ attribution }) => attribution.kind))).toEqual(new Set(['exact']));
    for (const span of own) {
      expect(calls.find(({ traceId }) => traceId === span.traceId)).toMatchObject({
        method: span.attributes['http.method'],
        path: span.attributes['http.target'],
        status: Number(span.attributes['http.status_code']),
        kinds: ['A'],
      });
    }
  },
);

test('a call has its trace, which says that nobody but applications saw it and which parent is missing', async () => {
  const calls = (await Promise.all(routes.map(({ id }) => callsOf(id)))).flatMap((page) => page.calls);
  for (const { traceId, spanId, parentSpanId } of recorded) {
    const call = calls.find((candidate) => candidate.traceId === traceId);
    const { spans, notices } = await getTrace(gateway(), call?.id ?? '');
    expect(spans.find((span) => span.spanId === spanId)).toMatchObject({ kind: 'A', parentId: parentSpanId ?? null });
    const missing = parentSpanId === undefined ? [] : [{ kind: 'missing_parents', count: 1 }];
    expect(notices).toEqual([...missing, { kind: 'spans_only' }]);
  }
});

test('a call tells everything that its span carried', async () => {
  const [call] = (await callsOf(routes[0]?.id ?? '')).calls;
  const { groups } = await getCallDetail(gateway(), call?.id ?? '');
  const names = groups.flatMap(({ fields }) => fields.map(({ name }) => name));
  expect(names.some((name) => name.includes('apisix.route_id'))).toBe(true);
});
