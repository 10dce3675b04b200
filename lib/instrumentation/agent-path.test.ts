import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { TestBed } from '@/sandbox/apisix/gateway/testing/start';
import { inventory } from '@/sandbox/deepflow/inventory';
import { handleAgentRequest } from '@/sandbox/deepflow/otlp/receiver';
import { readCollectorAddress } from './collector-address';

/*
 * The sandbox's gateway sends spans as the plugin does, to a receiver that compares the path as deepflow-agent does.
 * The sandbox's port also plays a collector, at /v1/traces; an agent alone does not know that path.
 */

let bed: TestBed;
let upstream: string;
let agent: string;
let answers: { url: string; status: number; spans: number }[];

beforeEach(async () => {
  bed = new TestBed();
  answers = [];
  ({ upstream } = await bed.start());
  agent = await bed.serve(({ method, url, headers, bytes }, response) => {
    const isAgents = !url.startsWith('/v1/traces');
    const { status, rows } = isAgents
      ? handleAgentRequest({ method, url, headers, body: bytes, peerIp: '127.0.0.1' }, inventory)
      : { status: 404, rows: [] };
    answers.push({ url, status, spans: rows.length });
    response.writeHead(status).end();
  });
});
afterEach(() => bed.stop());

async function sendTo(address: string) {
  bed.put('plugin_metadata', 'opentelemetry', {
    collector: { address },
    batch_span_processor: { max_export_batch_size: 1 },
  });
  const nodes = { [upstream]: 1 };
  bed.put('routes', 'a', {
    uri: '/a',
    upstream: { type: 'roundrobin', nodes },
    plugins: { opentelemetry: { sampler: { name: 'always_on' } } },
  });
  await bed.send('/a');
  await vi.waitFor(() => expect(answers.length).toBeGreaterThan(0), 5_000);
  return answers[0];
}

test('an address with the agent’s path and a question mark brings the spans to the agent', async () => {
  const address = `${agent}/api/v1/otel/trace?`;
  expect(readCollectorAddress(address).fault).toBeNull();
  expect(await sendTo(address)).toEqual({ url: '/api/v1/otel/trace?/v1/traces', status: 200, spans: 1 });
});

test.each(['/api/v1/otel/trace', '/api/v1/otel/trace/', '/api/v1/otel/trace/v1/traces'])(
  'the address …%s brings none, and the form that is offered for it does',
  async (path) => {
    const { fault, suggestion, postsTo } = readCollectorAddress(agent + path);
    expect(fault).toBe('agent_suffix');
    const refused = await sendTo(agent + path);
    expect(refused).toMatchObject({ status: 404, spans: 0 });
    expect(`http://${agent}${refused?.url}`).toBe(postsTo);
    await sendTo(suggestion ?? '');
    // The refused spans are tried again meanwhile, at their old address.
    const arrived = { url: '/api/v1/otel/trace?/v1/traces', status: 200, spans: 1 };
    await vi.waitFor(() => expect(answers).toContainEqual(arrived), 5_000);
  },
);

test('the agent’s host without its path brings none', async () => {
  expect(await sendTo(agent)).toMatchObject({ status: 404, spans: 0 });
});
