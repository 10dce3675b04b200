import { afterEach, beforeEach, expect, test } from 'vitest';
import { TestBed } from '@/sandbox/apisix/gateway/testing/start';
import type { JsonObject } from '@/sandbox/apisix/lua/json';

let bed: TestBed;
let upstream: string;
let lists: { url: string; items: Record<string, unknown>[] }[];
let receiver: string;

beforeEach(async () => {
  bed = new TestBed();
  lists = [];
  receiver = await bed.serve(({ url, body }, response) => {
    lists.push({ url, items: JSON.parse(body) });
    response.end();
  });
  ({ upstream } = await bed.start({ skywalkingEndpoint: `http://${receiver}` }));
});
afterEach(() => bed.stop());

function route(plugins: JsonObject): void {
  bed.put('routes', 'r', { uri: '/*', upstream: { nodes: { [upstream]: 1 } }, plugins });
}

const zipkin = () => ({ endpoint: `http://${receiver}/api/v2/spans`, sample_ratio: 1, service_name: 'shop' });

test('zipkin sends the request’s span and tells the upstream of it', async () => {
  route({ zipkin: zipkin() });
  await bed.send('/a?b=1', { headers: { b3: '80f198ee56343ba864fe8b2a57d3eff7-e457b5a2e4d86bd1-1' } });
  const passedOn = bed.received[0]?.headers;
  expect(passedOn).toMatchObject({ 'x-b3-traceid': '80f198ee56343ba864fe8b2a57d3eff7', 'x-b3-sampled': '1' });
  expect(passedOn).not.toHaveProperty('b3');
  await bed.stop();
  expect(lists).toMatchObject([
    {
      url: '/api/v2/spans',
      items: [
        {
          traceId: '80f198ee56343ba864fe8b2a57d3eff7',
          parentId: 'e457b5a2e4d86bd1',
          id: passedOn?.['x-b3-spanid'],
          localEndpoint: { serviceName: 'shop' },
          tags: { 'http.url': '/a?b=1', 'http.status_code': '200', 'apisix.response_source': 'upstream' },
        },
      ],
    },
  ]);
});

test('zipkin leaves out what the caller did not sample', async () => {
  route({ zipkin: zipkin() });
  await bed.send('/', { headers: { 'x-b3-sampled': '0' } });
  await bed.stop();
  expect(lists).toEqual([]);
});

test('skywalking sends a segment to the address of plugin_attr, once where a global rule has it too', async () => {
  bed.put('global_rules', '1', { plugins: { skywalking: {} } });
  route({ skywalking: {} });
  await bed.send('/a');
  await bed.stop();
  expect(lists).toMatchObject([
    { url: '/v3/segments', items: [{ service: 'APISIX', spans: [{ operationName: '/a' }, {}] }] },
  ]);
});
