import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { edgesOfRows, type MapRow, nodeOfEnd, nodesOf } from './build-map';
import { foldLeastBusy, foldNodes, type MapGraph } from './fold-map';
import { addNumbers, endOfId, idOfEnd, type MapEnd, type MapNumbers, noNumbers } from './service-map';

const end = (name: string, type = 11): MapEnd => ({ type, id: name.length, name });
const client = end('storefront');
const gateway = end('apisix-gateway');
const orders = end('orders');
const stock = end('stock');
const nobody: MapEnd = { type: 255, id: 0, name: '0.0.0.0' };
const gateways = new Set([idOfEnd(gateway)]);

const numbers = (requests: number, over: Partial<MapNumbers> = {}): MapNumbers => ({
  ...noNumbers,
  requests,
  responses: requests,
  perSecond: requests / 60,
  meanUs: 1000,
  maxUs: 2000,
  ...over,
});

function row(from: MapEnd, to: MapEnd, point: string, requests: number, over: Partial<MapRow> = {}): MapRow {
  const source = point.endsWith('-p') ? 'ebpf' : point.endsWith('app') ? 'otel' : 'packet';
  return { client: from, server: to, point, source, protocol: 'HTTP', numbers: numbers(requests), ...over };
}

const said = (rows: readonly MapRow[]) =>
  edgesOfRows(rows, gateways).map(({ from, to, point, numbers: { requests } }) =>
    [endOfId(from)?.name, endOfId(to)?.name, point, requests].join(' '),
  );

describe('one point an edge', () => {
  const allPoints = ['c-p', 'c', 'c-nd', 's-nd', 's', 's-p'];

  test('a request that every point saw is counted once, at the gateway’s own side', () => {
    const both = allPoints.flatMap((point) => [row(client, gateway, point, 10), row(gateway, orders, point, 10)]);
    expect(said(both)).toEqual(['storefront apisix-gateway s-p 10', 'apisix-gateway orders c-p 10']);
  });

  test('where the gateway’s process saw anything, another point that saw more does not count', () => {
    expect(said([row(client, gateway, 's-p', 4), row(client, gateway, 'c-p', 9)])).toEqual([
      'storefront apisix-gateway s-p 4',
    ]);
  });

  test('without eBPF the nearest network card counts', () => {
    expect(said(['c', 'c-nd', 's-nd', 's'].map((point) => row(gateway, orders, point, 10)))).toEqual([
      'apisix-gateway orders c 10',
    ]);
  });

  test('behind the gateway a point that missed much gives way to one that saw it', () => {
    expect(said([row(orders, stock, 's-p', 97), row(orders, stock, 'c-p', 100)])).toEqual(['orders stock s-p 97']);
    expect(said([row(orders, stock, 's-p', 40), row(orders, stock, 'c-p', 100)])).toEqual(['orders stock c-p 100']);
  });

  test('protocols of one point are one edge, the busiest named first', () => {
    const [edge] = edgesOfRows(
      [row(orders, stock, 's-p', 2, { protocol: 'gRPC' }), row(orders, stock, 's-p', 8)],
      gateways,
    );
    expect(edge).toMatchObject({ protocols: ['HTTP', 'gRPC'], numbers: { requests: 10 } });
  });

  test('spans that know one side alone make no edge, unless the gateway is known by nothing else', () => {
    const span = row(nobody, gateway, 's-app', 5);
    expect(said([span, row(orders, nobody, 'c-app', 5)])).toEqual(['0.0.0.0 apisix-gateway s-app 5']);
    expect(said([span, row(client, gateway, 's-p', 7)])).toEqual(['storefront apisix-gateway s-p 7']);
  });
});

test('ends are what DeepFlow says they are', () => {
  const kinds = [nobody, { ...nobody, type: 0 }, end('10.0.0.7', 255), end('8.8.8.8', 0), orders, gateway];
  expect(kinds.map((one) => nodeOfEnd(one, gateways).kind)).toEqual([
    'unknown',
    'internet',
    'address',
    'address',
    'service',
    'gateway',
  ]);
  for (const one of [...kinds, end('a>b.1.2'), end('')]) expect(endOfId(idOfEnd(one))).toEqual(one);
  expect(endOfId('client.10.0.0.7')).toBeNull();
});

const anyNumbers = fc
  .tuple(fc.nat(1000), fc.nat(1000), fc.nat(50), fc.nat(50), fc.nat(50), fc.option(fc.nat(100_000)))
  .map(([requests, responses, clientErrors, serverErrors, timeouts, meanUs]) =>
    numbers(requests, { responses, clientErrors, serverErrors, timeouts, meanUs, maxUs: meanUs }),
  );
const anyEnd = fc.constantFrom(client, gateway, orders, stock, end('cart'), end('10.0.0.1', 255), nobody);
const anyRow = fc
  .tuple(anyEnd, anyEnd, fc.constantFrom('c-p', 'c', 'c-nd', 'local', 's-nd', 's', 's-p', 's-app'), anyNumbers)
  .map(([from, to, point, measured]) => row(from, to, point, 0, { numbers: measured }));

function graphOf(rows: readonly MapRow[]): MapGraph {
  const edges = edgesOfRows(rows, gateways);
  const known = rows.flatMap((one) => [one.client, one.server]).map((one) => nodeOfEnd(one, gateways));
  return { edges, nodes: nodesOf(edges, new Map(known.map((node) => [node.id, node])), gateways) };
}

const counted = ({ edges }: MapGraph) => {
  const total = edges.reduce((sum, edge) => addNumbers(sum, edge.numbers), noNumbers);
  return [total.requests, total.responses, total.clientErrors, total.serverErrors, total.timeouts, total.maxUs];
};

describe('whatever the rows', () => {
  test('no pair of ends has two edges, both ends of an edge are nodes, and an edge is one point’s rows', () => {
    fc.assert(
      fc.property(fc.array(anyRow, { maxLength: 60 }), (rows) => {
        const graph = graphOf(rows);
        const ids = new Set(graph.nodes.map(({ id }) => id));
        expect(new Set(graph.edges.map(({ from, to }) => `${from} ${to}`)).size).toBe(graph.edges.length);
        expect(ids.size).toBe(graph.nodes.length);
        for (const { from, to, point, source, numbers: total } of graph.edges) {
          expect(ids.has(from) && ids.has(to)).toBe(true);
          const own = rows.filter(
            (one) =>
              idOfEnd(one.client) === from &&
              idOfEnd(one.server) === to &&
              one.point === point &&
              one.source === source,
          );
          expect(total.requests).toBe(own.reduce((sum, one) => sum + one.numbers.requests, 0));
        }
      }),
    );
  });

  test('putting nodes together keeps every sum, and the graph within its bound', () => {
    fc.assert(
      fc.property(fc.array(anyRow, { maxLength: 60 }), fc.integer({ min: 3, max: 8 }), (rows, most) => {
        const graph = graphOf(rows);
        const folded = foldLeastBusy(graph, most);
        expect(counted(folded)).toEqual(counted(graph));
        expect(folded.nodes.length).toBeLessThanOrEqual(Math.max(most, 3));
        expect(folded.nodes.reduce((sum, { members }) => sum + members, 0)).toBe(
          graph.nodes.reduce((sum, { members }) => sum + members, 0),
        );
        expect(new Set(folded.edges.map(({ id }) => id)).size).toBe(folded.edges.length);
      }),
    );
  });

  test('a mean of what was put together lies between the means of its parts', () => {
    fc.assert(
      fc.property(anyNumbers, anyNumbers, (a, b) => {
        const means = [a.meanUs, b.meanUs].flatMap((mean) => mean ?? []);
        const { meanUs } = addNumbers(a, b);
        expect(meanUs === null).toBe(means.length === 0);
        expect(meanUs ?? 0).toBeGreaterThanOrEqual((means.length === 0 ? 0 : Math.min(...means)) - 1e-6);
        expect(meanUs ?? 0).toBeLessThanOrEqual(Math.max(...means, 0) + 1e-6);
      }),
    );
  });
});

test('clients that are put together are one node with one edge', () => {
  const many = Array.from({ length: 20 }, (_, at) => row(end(`10.0.0.${at}`, 255), gateway, 's-p', at + 1));
  const graph = graphOf(many);
  const some = new Set(graph.nodes.filter(({ kind }) => kind === 'address').map(({ id }) => id));
  const folded = foldNodes(graph, some, { id: 'clients', kind: 'clients' });
  expect(folded.nodes).toMatchObject([{ kind: 'gateway' }, { id: 'clients', members: 20, name: '' }]);
  expect(folded.edges).toMatchObject([
    { from: 'clients', to: idOfEnd(gateway), point: 's-p', numbers: { requests: 210 } },
  ]);
  expect(foldNodes(graph, new Set(), { id: 'clients', kind: 'clients' })).toBe(graph);
});
