import { expect, test } from 'vitest';
import { endOfId, type MapEdge } from '@/lib/deepflow/service-map';
import { bucketStarts } from '@/lib/telemetry/time-range';
import { services } from '@/test/known-calls';
import { type Counted, edgeNumbers, ofCall, ofTry } from '@/test/known-edges';
import { inBuckets, metricsOf, nodesOf } from '@/test/known-numbers';
import type { KnownTraffic } from '@/test/known-traffic';
import { gatewayNumbers, numbersOfRoutes } from './gateway-calls';
import { edgeCourse } from './map-course';
import { parseCourse } from './map-params';
import { routeMap } from './route-map';
import { gatewayMap } from './service-map';

const traced = ['known', 'tried'] as const;

/** Tests of what the overview, the route list and the service map say of known traffic. */
export function gatewayTests(known: () => KnownTraffic): void {
  test('the whole gateway: each call once, for its route, for several, or for none', async () => {
    const { calls, gateway, range } = known();
    const found = await gatewayNumbers(gateway, range);
    const { bytes: _, ...expected } = metricsOf(calls, found, range);
    expect(found).toMatchObject({ ...expected, attributed: { exact: 84, computed: 9 } });
    expect(found.routes).toEqual(
      ['known', 'tried', 'plain', 'pair-canary', 'pair-stable'].map((routeId) => routeNumbers(known(), routeId, found)),
    );
    expect(found).toMatchObject({ ambiguous: 6, cut: null });
    expect(found.withoutRoute).toEqual({
      calls: 5,
      notFound: 5,
      paths: [
        { method: 'GET', host: 'nobody.example.com', path: '/lost', calls: 3 },
        { method: 'GET', host: 'nobody.example.com', path: '/lost/further', calls: 2 },
      ],
    });
  });

  test('a route in the list has the numbers of its page', async () => {
    const { gateway, range } = known();
    const routeIds = ['pair-stable', ...traced, 'plain'];
    const { routes, ...basis } = await numbersOfRoutes(gateway, { routeIds, ...range });
    expect(routes).toEqual(routeIds.map((routeId) => routeNumbers(known(), routeId, basis)));
  });

  test.each(traced)(
    'the map of the route %s has its clients, the gateway and its services, and every try',
    async (route) => {
      const { gateway, range, calls: all } = known();
      const { edges } = await routeMap(gateway, { routeId: route, ...range });
      const calls = all.filter((call) => call.route === route);
      const clients = [...new Set(calls.map(({ client }) => client))];
      const nodes = [...new Set(calls.flatMap(nodesOf))];
      for (const client of clients) {
        const some = calls.filter((call) => call.client === client);
        const edge = edges.find(({ from }) => from === `client.${client}`);
        expect(edge?.numbers).toEqual(shown(some.map(ofCall), range));
      }
      for (const node of nodes) {
        const sent = calls.flatMap(({ outbound }) => outbound.filter(({ server }) => server.workload === node));
        const edge = edges.find(({ to }) => endOfId(to)?.name === node);
        expect(edge?.numbers).toEqual(shown(sent.map(ofTry), range));
      }
      expect(edges).toHaveLength(clients.length + nodes.length);
    },
  );

  test('the map of the whole gateway: every call and every try once, in all and over time', async () => {
    const { calls, gateway, range } = known();
    const { nodes, edges, counted } = await gatewayMap(gateway, range);
    expect(counted).toEqual({ ...range, precision: '1s' });
    const apisix = nodes.find(({ kind }) => kind === 'gateway')?.id ?? '';
    const kindOf = (id: string) => nodes.find((node) => node.id === id)?.kind;
    const expected = (edge: MapEdge): Counted[] => {
      const isInternet = kindOf(edge.from) === 'internet';
      if (edge.to === apisix)
        return calls
          .filter(({ sender }) => (isInternet ? sender === null : sender === endOfId(edge.from)?.name))
          .map(ofCall);
      expect(edge.from).toBe(apisix);
      const name = endOfId(edge.to)?.name;
      return calls.flatMap(({ outbound }) => outbound.filter(({ server }) => server.workload === name)).map(ofTry);
    };
    // Clients on the Internet are one node here: DeepFlow's sums keep no address of theirs.
    expect(edges).toHaveLength(2 + services.length);
    for (const edge of edges) {
      const some = expected(edge);
      expect(some.length).toBeGreaterThan(0);
      expect(edge.numbers).toEqual(shown(some, range));
      const { from: client, to: server, source } = edge;
      const params = { client, server, source, point: edge.point ?? '', precision: counted.precision };
      const search = new URLSearchParams({ from: String(range.fromMs), to: String(range.toMs), ...params });
      const course = await edgeCourse(gateway, parseCourse(search));
      const inCourse = course.times.map((startS) => {
        const seconds = Math.min(startS + course.stepS, range.toMs / 1000) - Math.max(startS, range.fromMs / 1000);
        const here = edgeNumbers(some.filter(({ endS }) => endS >= startS && endS < startS + course.stepS));
        return {
          rate: here.requests / seconds,
          clientErrors: here.clientErrors / seconds,
          serverErrors: here.serverErrors / seconds,
          timeouts: here.timeouts / seconds,
          mean: here.meanUs === null ? null : expect.closeTo(here.meanUs, 3),
          max: here.maxUs,
        };
      });
      const { times: _, stepS: __, counted: ___, ...lines } = course;
      expect(
        course.times.map((_time, at) => Object.fromEntries(Object.entries(lines).map(([name, of]) => [name, of[at]]))),
      ).toEqual(inCourse);
    }
  });
}

/** What an edge must show of these. */
function shown(some: readonly Counted[], { fromMs, toMs }: KnownTraffic['range']) {
  const { meanUs, ...numbers } = edgeNumbers(some);
  return {
    ...numbers,
    meanUs: meanUs === null ? null : expect.closeTo(meanUs, 3),
    perSecond: expect.closeTo(some.length / ((toMs - fromMs) / 1000), 9),
  };
}

/** What a list says of a route. Of two that only a header tells apart no call is counted. */
function routeNumbers({ calls: all, range }: KnownTraffic, routeId: string, { sparkStepS }: { sparkStepS: number }) {
  const calls = all.filter(({ route }) => route === routeId);
  const { totals } = metricsOf(calls, { times: [], stepS: 1 }, range);
  const { p99Us: _, ...shown } = totals;
  const isTraced = traced.some((one) => one === routeId);
  const doubtful = routeId.startsWith('pair') ? all.filter(({ route }) => route === 'pair').length : 0;
  return {
    ...{ routeId, ...shown, errorShare: calls.length === 0 ? null : totals.errors / calls.length },
    spark: inBuckets(calls, { times: bucketStarts(range, sparkStepS), stepS: sparkStepS }, range).map(
      ({ calls: some, seconds }) => expect.closeTo(some.length / seconds, 6),
    ),
    attributed: {
      ...{ exact: isTraced ? calls.length : 0, computed: isTraced ? 0 : calls.length },
      ...{ ambiguous: doubtful, candidates: doubtful === 0 ? 0 : 2 },
    },
  };
}
