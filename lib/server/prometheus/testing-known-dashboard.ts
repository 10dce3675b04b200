import { hostname } from 'node:os';
import { describe, expect, test } from 'vitest';
import type {
  DashboardFilter,
  DashboardGroup,
  DashboardPanel,
  DashboardPanelKey,
  PanelSeries,
} from '@/lib/prometheus/apisix-dashboard';
import type { PromqlExampleName } from '@/lib/prometheus/dto';
import type { GatewayConfig } from '@/lib/server/config';
import { inventory } from '@/sandbox/deepflow/inventory';
import {
  bucketOf,
  close,
  codeOf,
  counted,
  courseOf,
  expectIn,
  exported,
  latencies,
  latencyTypes,
  looksAt,
  roundsAt,
  shares,
  usualWindowS,
  wholeRange,
} from '@/test/known-counters';
import { sum } from '@/test/known-numbers';
import { type KnownCall, type KnownTraffic, scrapeS } from '@/test/known-traffic';
import { apisixDashboard } from './apisix-dashboard';
import { dashboardLabelValues } from './dashboard-labels';
import { examples } from './examples';
import { explore } from './explore';
import { gatewayNodes } from './gateway-nodes';
import { defaultSource } from './metric-prefix';

/** Tests of what the pages of a whole gateway say after known traffic, from whichever source `known` has. */
export function dashboardTests(known: () => { traffic: KnownTraffic; gateway: GatewayConfig }): void {
  const answerOf = (group: DashboardGroup, filter: DashboardFilter = {}) =>
    apisixDashboard(known().gateway, { group, range: wholeRange(known().traffic), filter });

  /** Of a panel drawn over time each line. */
  function linesOf(panel: DashboardPanel | undefined) {
    if (panel?.state !== 'series') throw new Error(JSON.stringify(panel));
    expect(panel).toMatchObject({ others: null, isCut: false, cutBeforeS: null });
    return { times: panel.times, lines: panel.series };
  }

  describe('the dashboard page', () => {
    type Amount = (call: KnownCall) => number;
    type Panel = [DashboardGroup, DashboardPanelKey, string, (call: KnownCall) => string, Amount, DashboardFilter?];
    const routeOf = ({ route }: KnownCall) => route ?? '';
    const consumerOf = ({ consumer }: KnownCall) => consumer;
    const [none, one]: [() => string, Amount] = [() => '', () => 1];
    const [ingress, egress]: Amount[] = [({ sentBytes }) => sentBytes, ({ receivedBytes }) => receivedBytes];
    test.each<Panel>([
      ['requests', 'byCode', 'code', codeOf, one],
      ['requests', 'byCode', 'code', codeOf, one, { route: 'known', consumer: 'jack' }],
      ['requests', 'byRoute', 'route', routeOf, one],
      ['requests', 'byService', 'service', none, one],
      ['requests', 'byConsumer', 'consumer', consumerOf, one],
      ['bandwidth', 'ingressByRoute', 'route', routeOf, ingress as Amount],
      ['bandwidth', 'egressByRoute', 'route', routeOf, egress as Amount],
      ['bandwidth', 'ingressByService', 'service', none, ingress as Amount],
      ['bandwidth', 'egressByService', 'service', none, egress as Amount],
    ])('%s: %s is what was sent', async (group, key, label, nameOf, amountOf, filter = {}) => {
      const { traffic } = known();
      const { panels } = await answerOf(group, filter);
      const { times, lines } = linesOf(panels[key]);
      const isMeant = (call: KnownCall) =>
        isCounted(call) &&
        (filter.route === undefined || call.route === filter.route) &&
        (filter.consumer === undefined || call.consumer === filter.consumer);
      const values = [...new Set(traffic.calls.filter(isMeant).map(nameOf))].sort();
      expect(lines.map(({ labels }) => labels[label] ?? '').sort()).toEqual(values);
      for (const { labels, values: course } of lines) {
        const own = (calls: readonly KnownCall[]) =>
          sum(calls.filter((call) => isMeant(call) && nameOf(call) === (labels[label] ?? '')).map(amountOf));
        expect(course).toEqual(close(courseOf(traffic, times, own)));
      }
    });

    test('bandwidth is what was sent and received', async () => {
      const { traffic } = known();
      const { times, lines } = linesOf((await answerOf('bandwidth')).panels.bandwidth);
      const both = {
        ingress: ({ sentBytes }: KnownCall) => sentBytes,
        egress: ({ receivedBytes }: KnownCall) => receivedBytes,
      };
      expect(byLabel(lines, 'type')).toEqual(
        Object.fromEntries(
          Object.entries(both).map(([type, bytesOf]) => [
            type,
            close(courseOf(traffic, times, (calls) => sum(calls.filter(isCounted).map(bytesOf)))),
          ]),
        ),
      );
    });

    test('latency: each quantile of each type lies in the bucket where that of its window lies', async () => {
      const { traffic } = known();
      const { times, lines } = linesOf((await answerOf('latency')).panels.latency);
      expect(lines).toHaveLength(latencyTypes.length * Object.keys(shares).length);
      for (const type of latencyTypes)
        for (const share of Object.values(shares)) {
          const { values } =
            lines.find(({ labels }) => labels.type === type && Number(labels.quantile) === share) ?? {};
          for (const [at, which] of roundsAt(traffic, times).entries()) {
            const took = traffic.calls.filter((call) => isCounted(call) && call.round === which).map(latencies[type]);
            if (which === null) expect(values?.[at]).toBeNull();
            else expectIn(bucketOf(took, share), values?.[at]);
          }
        }
    });

    test('requests of all time are the calls until then, and connections what the gateway told of them', async () => {
      const { traffic } = known();
      const { panels } = await answerOf('connections');
      const { times, lines } = linesOf(panels.totalRequests);
      const told = looksAt(traffic, times);
      const until = (look: number) => traffic.calls.filter((call) => call.round < look).length;
      const calls = told.map((look) => until(traffic.looks.indexOf(look)));
      expect(lines[0]?.values).toEqual(calls);
      const states = byLabel(linesOf(panels.connections).lines, 'state');
      // Each call had a connection of its own.
      expect(states).toMatchObject({ accepted: calls, handled: calls });
      for (const state of ['active', 'reading', 'writing', 'waiting'])
        expect(states[state]).toEqual(
          told.map((look) => exported(look, 'nginx_http_current_connections')[`state="${state}"`]),
        );
    });

    test('node, etcd, errors and shared dicts are what the gateway told of them', async () => {
      const { traffic } = known();
      const { panels } = await answerOf('nodes');
      const { times, lines: reachable } = linesOf(panels.etcdReachable);
      const told = looksAt(traffic, times);
      const last = told.at(-1) ?? '';
      expect(reachable.map(({ values }) => values)).toEqual([times.map(() => 1)]);
      expect(linesOf(panels.metricErrors).lines.map(({ values }) => values)).toEqual([times.map(() => 0)]);
      expect(samplesOf(panels.nodeInfo)).toMatchObject([
        { labels: { hostname: hostname(), version: '3.18.0' }, value: 1 },
      ]);
      const keys = Object.entries(exported(last, 'etcd_modify_indexes'));
      expect(keys.length).toBeGreaterThan(5);
      expect(byLabel(linesOf(panels.etcdIndexes).lines, 'key')).toEqual(
        Object.fromEntries(keys.map(([key, value]) => [key.slice('key="'.length, -1), times.map(() => value)])),
      );
      const dicts = (text: string) => {
        const free = exported(text, 'shared_dict_free_space_bytes');
        const capacity = Object.entries(exported(text, 'shared_dict_capacity_bytes'));
        return capacity.map(([label, bytes]) => ({
          name: label.slice('name="'.length, -1),
          bytes,
          free: free[label] ?? 0,
        }));
      };
      const [space, capacity] = [samplesOf(panels.sharedDictSpace), samplesOf(panels.sharedDictCapacity)];
      const named = (samples: typeof space) =>
        Object.fromEntries(samples.map(({ labels, value }) => [labels.name, value]));
      expect(named(capacity)).toEqual(Object.fromEntries(dicts(last).map(({ name, bytes }) => [name, bytes])));
      expect(named(space)).toEqual(Object.fromEntries(dicts(last).map(({ name, free }) => [name, free])));
      const used = panels.sharedDictFree;
      if (used?.state !== 'series') throw new Error(JSON.stringify(used));
      for (const { labels, values } of used.series)
        expect(values).toEqual(
          close(
            told
              .map((look) => dicts(look).find(({ name }) => name === labels.name))
              .map((dict) => 1 - (dict?.free ?? 0) / (dict?.bytes ?? 0)),
          ),
        );
      // No upstream of these routes has health checks.
      expect(panels.upstreamStatus).toEqual({ state: 'empty', reason: 'no_health_checks' });
    });

    test('the values of its filters are those that the calls had, the busiest first', async () => {
      const { traffic, gateway } = known();
      const { values } = await dashboardLabelValues(gateway, wholeRange(traffic));
      const instance = `${inventory.workload('apisix').ip}:9091`;
      expect(values).toEqual({
        route: ['known', 'tried'],
        service: [],
        consumer: ['jack', 'jill'],
        instance: [instance],
      });
    });
  });

  test('the node on the overview is what it told of itself, its requests a second those of the round', async () => {
    const { traffic, gateway } = known();
    const { nodes, dicts, wanted, scrapeS: told } = await gatewayNodes(gateway, traffic.scraped.toMs);
    const last = traffic.looks.at(-1) ?? '';
    const revision = (key: string) => exported(last, 'etcd_modify_indexes')[`key="${key}"`];
    const states = exported(last, 'nginx_http_current_connections');
    expect(told).toBe(scrapeS);
    expect(nodes).toEqual([
      {
        instance: `${inventory.workload('apisix').ip}:9091`,
        ...{ hostname: hostname(), version: '3.18.0', etcdReachable: true, metricErrors: 0, config: 'current' },
        requestsPerS: 0,
        connections: {
          ...{ active: states['state="active"'], waiting: states['state="waiting"'] },
          ...{ writing: states['state="writing"'], reading: states['state="reading"'] },
        },
        revisions: { routes: wanted?.routes, newest: revision('max_modify_index'), etcd: revision('x_etcd_index') },
        seenS: traffic.scraped.toMs / 1000,
      },
    ]);
    const capacities = exported(last, 'shared_dict_capacity_bytes');
    const free = exported(last, 'shared_dict_free_space_bytes');
    expect(dicts).toHaveLength(Object.keys(capacities).length);
    for (const { name, capacityBytes, freeBytes, used } of dicts) {
      const label = `name="${name}"`;
      expect({ capacityBytes, freeBytes }).toEqual({ capacityBytes: capacities[label], freeBytes: free[label] });
      expect(used).toBeCloseTo(1 - (free[label] ?? 0) / (capacities[label] ?? 0), 9);
    }
    expect(dicts.map(({ used }) => used)).toEqual(dicts.map(({ used }) => used ?? -1).toSorted((a, b) => b - a));
    // Four scrapes after the second round: a node counts the calls of all routes.
    const after = await gatewayNodes(gateway, wholeRange(traffic).fromMs + 4 * scrapeS * 1000);
    const calls = traffic.calls.filter((call) => call.round === 1).length;
    expect(after.nodes[0]?.requestsPerS).toBeCloseTo(calls / (4 * scrapeS), 6);
  });

  test('each example of the explorer has the numbers of the round before', async () => {
    const { traffic, gateway } = known();
    // Five minutes, of which each example is made, hold one round.
    const [atMs, windowS] = [wholeRange(traffic).fromMs + usualWindowS * 1000, 300];
    const calls = traffic.calls.filter((call) => isCounted(call) && call.round === 1);
    const perSecond = (amount: (call: KnownCall) => number) => expect.closeTo(sum(calls.map(amount)) / windowS, 6);
    const asked = { from: atMs, to: atMs, kind: 'instant' } as const;
    const answers = new Map(
      await Promise.all(
        examples(defaultSource).map(async ({ name, query }) => {
          const answer = await explore(gateway, { query, ...asked });
          if (answer.kind !== 'instant') throw new Error(answer.kind);
          return [name, answer.samples.map(({ labels, text }) => ({ ...labels, value: Number(text) }))] as const;
        }),
      ),
    );
    const valuesBy = (name: PromqlExampleName, label: string) =>
      Object.fromEntries(
        (answers.get(name) ?? []).map((sample: Record<string, unknown>) => [sample[label], sample.value]),
      );
    const codes = [...new Set(calls.map(codeOf))];
    expect(valuesBy('requests_by_code', 'code')).toEqual(
      Object.fromEntries(codes.map((code) => [code, perSecond((call) => Number(codeOf(call) === code))])),
    );
    const ofRoute = (route: string) => calls.filter((call) => call.route === route);
    const failed = (route: string) => ofRoute(route).filter((call) => codeOf(call).startsWith('5')).length;
    expect(valuesBy('failed_share_by_route', 'route')).toEqual(
      Object.fromEntries(counted.map((route) => [route, expect.closeTo(failed(route) / ofRoute(route).length, 6)])),
    );
    for (const route of counted)
      expectIn(
        bucketOf(ofRoute(route).map(latencies.request), 0.95),
        Number(valuesBy('p95_by_route', 'route')[route]) * 1000,
      );
    expect(valuesBy('bandwidth_by_direction', 'type')).toEqual({
      ingress: perSecond(({ sentBytes }) => sentBytes),
      egress: perSecond(({ receivedBytes }) => receivedBytes),
    });
    const [look = ''] = looksAt(traffic, [atMs / 1000]);
    const states = exported(look, 'nginx_http_current_connections');
    expect(valuesBy('connections_by_state', 'state')).toEqual(
      Object.fromEntries(Object.entries(states).map(([label, value]) => [label.slice('state="'.length, -1), value])),
    );
    expect(answers.get('etcd_reachable')).toMatchObject([{ value: 1 }]);
    expect(answers.size).toBe(6);
  });
}

const isCounted = ({ route }: KnownCall) => counted.some((one) => one === route);

function byLabel(lines: readonly PanelSeries[], label: string): Record<string, PanelSeries['values']> {
  return Object.fromEntries(lines.map(({ labels, values }) => [labels[label] ?? '', values]));
}

function samplesOf(panel: DashboardPanel | undefined) {
  if (panel?.state !== 'samples') throw new Error(JSON.stringify(panel));
  return panel.samples;
}
