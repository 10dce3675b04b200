import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import type { GatewayConfig } from '@/lib/server/config';
import { Secret } from '@/lib/server/secret';

/** What a fake upstream answers; a text is sent as it is. */
export type FakeAnswer = { status?: number; headers?: Record<string, string>; body: unknown };

/** One request as a fake upstream got it. */
export type FakeRequest = { path: string; headers: IncomingMessage['headers']; text: string };

/** An upstream on a free port of the loopback interface, for tests of what is sent and of how answers are read. */
export async function fakeUpstream(
  answer: (request: FakeRequest) => FakeAnswer | Promise<FakeAnswer>,
): Promise<{ url: string; close: () => Promise<void> }> {
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    const { status = 200, headers, body } = await answer({ path: request.url ?? '', headers: request.headers, text });
    response.writeHead(status, headers);
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => closed(server) };
}

function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}

/** The configuration of a gateway whose DeepFlow is a fake. */
export function fakeGateway(deepflow: Partial<GatewayConfig['deepflow']>): GatewayConfig {
  return {
    id: 'test',
    name: 'test',
    admin: { url: 'http://127.0.0.1:1', key: new Secret('test-key') },
    control: null,
    deepflow: { querierUrl: null, appUrl: null, tags: {}, ...deepflow },
    prometheus: null,
    grafana: null,
    staticConfig: null,
    timeoutMs: 20_000,
    router: 'radixtree_host_uri',
  };
}

/** One run of deepflow-app's own code: the rows that existed, what it was asked and what it answered. */
export type RecordedTrace = {
  name: string;
  scenario: string;
  rows: Record<string, unknown>[];
  labels: Record<string, string>;
  request: { _id?: string };
  response: {
    status: number;
    body: { OPT_STATUS: string; DATA?: { tracing?: RecordedSpan[] } };
  };
};

export type RecordedSpan = {
  id: number;
  _ids: string[];
  parent_id: number;
  signal_source: number;
  tap_side: string;
  vtap_id: number;
  flow_id: string;
  service_uid: string | null;
  response_status: number | null;
  response_code: number | null;
  start_time_us: number;
  render_start_time_us: number;
  render_end_time_us: number;
};

export function recordedTraces(): RecordedTrace[] {
  const file = new URL('../../../sandbox/contract/recordings/deepflow/tracing.jsonl.gz', import.meta.url);
  return gunzipSync(readFileSync(file))
    .toString('utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}
