import { expect, test } from 'vitest';
import type { Try } from './join-calls';
import { edgesOfCalls, type MappedCall } from './route-map';
import type { MapNode } from './service-map';

const gateway: MapNode = { id: '11.1.apisix', kind: 'gateway', name: 'apisix', members: 1 };
const orders: MapNode = { id: '11.2.orders', kind: 'service', name: 'orders', members: 1 };
const places = {
  gatewayOf: () => gateway,
  serviceOf: (name: string) => (name === 'orders' ? orders : undefined),
};
/** A minute, all of it. */
const read = { range: { fromMs: 0, toMs: 60_000 }, coveredFromS: null, completeToS: null, isObserved: true };
const tried = (durationUs: number | null, outcome: Try['outcome'] = 'ok'): Try => ({ durationUs, outcome });
const call = (client: string, own: Try, upstreams: MappedCall['upstreams'] = []): MappedCall => ({
  seen: { client, server: 'apisix-1', source: 'ebpf', endUs: 30e6, ...own },
  upstreams,
});
const to = (instance: string, service: string, ...tries: Try[]) => ({ instance, service, pod: '', tries });

test('each call is once on the way in, and each try once on the way out', () => {
  const { edges, nodes, withoutUpstream } = edgesOfCalls(
    [
      call('203.0.113.7', tried(100), [to('orders-1', 'orders', tried(80))]),
      call('203.0.113.7', tried(500, 'server_error'), [
        to('orders-1', 'orders', tried(90, 'server_error'), tried(95, 'server_error')),
        to('orders-2', 'orders', tried(null, 'timeout')),
      ]),
      call('web-1', tried(40, 'client_error')),
    ],
    places,
    read,
  );
  expect(edges.map(({ from, to: at, of, numbers }) => [from, at, of, numbers])).toEqual([
    [
      'client.203.0.113.7',
      gateway.id,
      'route',
      {
        requests: 2,
        responses: 2,
        perSecond: 2 / 60,
        clientErrors: 0,
        serverErrors: 1,
        timeouts: 0,
        meanUs: 300,
        maxUs: 500,
      },
    ],
    [
      gateway.id,
      orders.id,
      'route',
      {
        requests: 4,
        responses: 3,
        perSecond: 4 / 60,
        clientErrors: 0,
        serverErrors: 2,
        timeouts: 1,
        meanUs: 265 / 3,
        maxUs: 95,
      },
    ],
    [
      'client.web-1',
      gateway.id,
      'route',
      {
        requests: 1,
        responses: 1,
        perSecond: 1 / 60,
        clientErrors: 1,
        serverErrors: 0,
        timeouts: 0,
        meanUs: 40,
        maxUs: 40,
      },
    ],
  ]);
  expect(withoutUpstream).toBe(1);
  expect([...nodes.values()].map(({ kind, name }) => [kind, name])).toEqual([
    ['gateway', 'apisix'],
    ['address', '203.0.113.7'],
    ['service', 'orders'],
    ['service', 'web-1'],
  ]);
});

test('an upstream that belongs to no service is its instance, a client without a name is not known', () => {
  const { nodes } = edgesOfCalls(
    [call('', tried(1), [to('10.0.0.8', '', tried(1)), to('new-1', 'new', tried(1))])],
    places,
    read,
  );
  expect([...nodes.values()].map(({ id, kind }) => [id, kind])).toEqual([
    [gateway.id, 'gateway'],
    ['client.', 'unknown'],
    ['place.10.0.0.8', 'address'],
    ['place.new', 'service'],
  ]);
});

test('where no second is complete yet the requests of an edge have no rate, which is not none a second', () => {
  const { edges } = edgesOfCalls([call('web-1', tried(40))], places, { ...read, completeToS: 0 });
  expect(edges.map(({ numbers }) => [numbers.requests, numbers.perSecond])).toEqual([[1, null]]);
});
