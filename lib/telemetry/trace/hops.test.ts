import { describe, expect, test } from 'vitest';
import type { Span } from '@/lib/deepflow/dto';
import { allRecordedSpans, openedOf, recordedSpans } from '@/test/opened-trace';
import { type HopPath, hopPath, hopShares } from './hops';

function pathOf(scenario: string, selectedId?: string) {
  const opened = openedOf(recordedSpans(scenario));
  const selected = selectedId === undefined ? -1 : opened.tables.ids.indexOf(selectedId);
  const path = hopPath(opened, selected);
  if (path === null) throw new Error('no path');
  return { path, ids: opened.tables.ids };
}

/** `in.s-p` where it was observed, `in.c-p ?` where not. */
const words = ({ stations }: HopPath) => stations.map(({ key, index }) => (index < 0 ? `${key} ?` : key));
const ways = ({ stations, steps }: HopPath) =>
  steps.map(
    ({ from, to, requestUs, responseUs }) => `${stations[from]?.key} ${requestUs}/${responseUs} ${stations[to]?.key}`,
  );

test('the seven points, with what was not observed left open', () => {
  const { path } = pathOf('ebpf_one_upstream');
  expect(words(path)).toEqual('in.c-p ?,in.s-nd,in.s,in.s-p,out.c-p,out.c,out.c-nd,out.s-nd,out.s,out.s-p'.split(','));
  expect(path).toMatchObject({ isGateway: true, outbound: 'sent', chosen: 0 });
});

test('each step has its way there and back, and they add up to the whole request', () => {
  const { path } = pathOf('ebpf_one_upstream');
  expect(ways(path).slice(0, 3)).toEqual(['in.s-nd 105/115 in.s', 'in.s 87/97 in.s-p', 'in.s-p 1000/430 out.c-p']);
  const steps = path.steps.reduce((sum, { requestUs, responseUs }) => sum + (requestUs ?? 0) + (responseUs ?? 0), 0);
  expect(steps + (path.stations.at(-1)?.durationUs ?? 0)).toBe(path.stations[1]?.durationUs);
  expect(path.steps.filter(({ where }) => where === 'middle')).toHaveLength(1);
});

test('the time is the network’s, the gateway’s and the upstream’s, and nobody’s twice', () => {
  const shares = hopShares(pathOf('ebpf_one_upstream').path);
  expect(shares).toEqual({ totalUs: 5014, networkUs: 404 + 880, middleUs: 1430, farUs: 2300 });
  const whole = hopShares(pathOf('otel_full_attributes').path);
  expect(whole.networkUs + (whole.middleUs ?? 0) + (whole.farUs ?? 0)).toBe(whole.totalUs);
  expect(hopShares(pathOf('gateway_404').path)).toMatchObject({ middleUs: 700, farUs: null });
  expect(hopShares(pathOf('upstream_timeout_504').path)).toMatchObject({ middleUs: null, farUs: null });
});

test('a node is named by its host, everything else by its pod', () => {
  const { path } = pathOf('ebpf_one_upstream');
  expect(path.stations.map(({ place }) => place)).toEqual([
    '',
    'k8s-node-1',
    'apisix-7c9d8f6b5-x2x7k',
    'apisix-7c9d8f6b5-x2x7k',
    'apisix-7c9d8f6b5-x2x7k',
    'apisix-7c9d8f6b5-x2x7k',
    'k8s-node-1',
    'k8s-node-2',
    'orders-5f6d7-9qk2v',
    'orders-5f6d7-9qk2v',
  ]);
});

test('spans of applications stand beside the processes they belong to', () => {
  expect(words(pathOf('otel_full_attributes').path)).toContain('in.s-app');
  expect(words(pathOf('otel_full_attributes').path).slice(-2)).toEqual(['out.s-p', 'out.s-app']);
});

test('no number is made up where a card was not watched: the step goes on to the next place that was', () => {
  const { path } = pathOf('missing_nic_rows_on_gateway_host');
  expect(words(path)).toEqual(
    'in.c-p ?,in.s-nd ?,in.s ?,in.s-p,in.s-app,out.c-p,out.c ?,out.s-nd,out.s,out.s-p,out.s-app'.split(','),
  );
  expect(path.stations.filter(({ index }) => index < 0).every(({ durationUs }) => durationUs === null)).toBe(true);
  expect(ways(path)).toContain('out.c-p 255/263 out.s-nd');
});

test('where nobody knows when a place began or ended, neither its time nor the way to it is a number', () => {
  const recorded = recordedSpans('ebpf_one_upstream');
  const odd = (change: Partial<Span>) =>
    hopPath(
      openedOf(recorded.map((span) => (span.point === 's' && span.kind === 'N' ? { ...span, ...change } : span))),
    );
  const unset = odd({ startUs: 0 });
  const endless = odd({ endUs: Number.NaN });
  for (const path of [unset, endless]) {
    const at = path?.stations.findIndex(({ key }) => key === 'in.s') ?? -1;
    expect(path?.stations[at]).toMatchObject({ durationUs: null, isAnswered: true });
    const around = path?.steps.filter(({ from, to }) => from === at || to === at) ?? [];
    expect(around).toHaveLength(2);
    for (const step of around) expect(step).toMatchObject({ responseUs: null, bothUs: null, doubt: null });
  }
  expect(unset?.steps.filter(({ requestUs }) => requestUs === null).length).toBeGreaterThan(0);
});

test('a request that the gateway answered itself has no way out', () => {
  const { path } = pathOf('gateway_404');
  expect(path.outbound).toBe('not_sent');
  expect(path.stations.every(({ leg }) => leg === 'in')).toBe(true);
});

/** A request whose span and rows are two recorded traces, put together as the console does it. */
function withGatewaySpan(scenario: string, attributes: Span['attributes'], status?: number) {
  const span = recordedSpans(scenario, 'gw.s-app').map((one) => ({ ...one, parentId: 'in.s-p', attributes }));
  const spans = [...recordedSpans(scenario, 'in.s-p'), ...span];
  return hopPath(openedOf(status === undefined ? spans : spans.map((one) => ({ ...one, status }))));
}

const answeredBy = (value: string) => [{ name: 'apisix.response_source', value }];

describe('an answer of the gateway that could also be a failed request', () => {
  const scenario = 'otel_old_plugin_span_without_code';

  test('a 503 that the gateway says it gave by itself was not sent on', () => {
    const path = withGatewaySpan(scenario, answeredBy('apisix'));
    expect(path?.outbound).toBe('not_sent');
    expect(path?.stations.every(({ leg }) => leg === 'in')).toBe(true);
    expect(path?.stations.map(({ key }) => key)).toContain('in.s-app');
    const { totalUs, networkUs, middleUs } = hopShares(path as HopPath);
    // The time between the process's row and its span, too.
    expect(middleUs).toBe(path?.stations.find(({ key }) => key === 'in.s-p')?.durationUs);
    expect(networkUs + (middleUs ?? 0)).toBe(totalUs);
  });

  test('without its word, or when it is of an upstream that was tried, that is not claimed', () => {
    expect(withGatewaySpan(scenario, [])?.outbound).toBe('not_seen');
    for (const source of ['nginx', 'upstream', ''])
      expect(withGatewaySpan(scenario, answeredBy(source))?.outbound).toBe('not_seen');
    expect(withGatewaySpan('gateway_502_connection_refused', answeredBy('nginx'))?.outbound).toBe('not_seen');
    // The gateway's own 502 can be what is left of tries that failed.
    expect(withGatewaySpan('gateway_502_connection_refused', answeredBy('apisix'))?.outbound).toBe('not_seen');
    expect(withGatewaySpan('gateway_502_connection_refused', answeredBy('apisix'), 429)?.outbound).toBe('not_sent');
  });

  test('a request that was seen was sent, whatever is said of the answer', () => {
    const spans = recordedSpans('otel_full_attributes').map((one) =>
      one.point === 's-app' ? { ...one, attributes: answeredBy('apisix') } : one,
    );
    expect(hopPath(openedOf(spans))?.outbound).toBe('sent');
  });
});

test('a gateway that may have failed to reach an upstream is not said to have sent nothing', () => {
  const { path } = pathOf('upstream_timeout_504');
  expect(path.outbound).toBe('not_seen');
  expect(words(path).slice(-4)).toEqual(['out.c-p ?', 'out.c ?', 'out.s ?', 'out.s-p ?']);
});

describe('several tries', () => {
  test('the last one that was answered is shown, and a selected one instead of it', () => {
    const { path, ids } = pathOf('upstream_timeout_retry_no_plugin');
    expect(path.tries.length).toBeGreaterThan(1);
    const answered = path.tries[path.chosen];
    expect(answered).toMatchObject({ outcome: 'ok', status: 200 });
    const first = path.tries[0];
    const other = pathOf('upstream_timeout_retry_no_plugin', ids[first?.head ?? -1]).path;
    expect(other.chosen).toBe(0);
    expect(other.pivot).toBe(path.pivot);
  });

  test('a try that was never answered has a way there and none back', () => {
    const { path, ids } = pathOf('upstream_timeout_retry_no_plugin');
    const { path: timedOut } = pathOf('upstream_timeout_retry_no_plugin', ids[path.tries[0]?.head ?? -1]);
    const work = timedOut.steps.find(({ where }) => where === 'middle');
    expect(work?.requestUs).toBeGreaterThan(0);
    expect(work?.responseUs).toBeNull();
    expect(timedOut.stations.find(({ key }) => key === 'out.c-p')).toMatchObject({
      isAnswered: false,
      durationUs: null,
    });
  });

  test('two pods that one span called are two tries', () => {
    expect(pathOf('retry_on_500_otel').path.tries.map(({ status }) => status)).toEqual([500, 200]);
  });
});

test('a span further down has its own picture, that of the process which made or served the request', () => {
  const client = pathOf('clock_skew_30ms_ebpf', 'l2.c');
  expect(client.ids[client.path.pivot]).toBe('out.s-p');
  expect(client.path.isGateway).toBe(false);
  const server = pathOf('clock_skew_30ms_ebpf', 'l2.s-p');
  expect(server.ids[server.path.pivot]).toBe('l2.s-p');
  expect(words(server.path)[0]).toBe('in.c-p');
});

test('the gateway is the process whose times are those of the call', () => {
  const opened = openedOf(recordedSpans('xrequestid_through_two_gateways'));
  const { ids } = opened.tables;
  const { start, end } = opened.columns;
  expect(ids[hopPath(opened)?.pivot ?? -1]).toBe('in.s-p');
  const second = ids.indexOf('mid.s-p');
  const [from = 0, to = 0] = [start[second], end[second]];
  const path = hopPath(opened, -1, { startUs: opened.startUs + from, durationUs: to - from });
  expect(ids[path?.pivot ?? -1]).toBe('mid.s-p');
  expect(path).toMatchObject({ isGateway: true, outbound: 'sent' });
});

test('a process below the span that names the route is not called the gateway, though its row opened the trace', () => {
  const opened = openedOf(recordedSpans('otel_full_attributes'));
  const gateway = hopPath(opened);
  const far = gateway?.stations.findLast(({ leg, index }) => leg === 'out' && index >= 0)?.index ?? -1;
  expect(far).toBeGreaterThan(0);
  const { columns, startUs } = opened;
  const call = {
    startUs: startUs + (columns.start[far] ?? 0),
    durationUs: (columns.end[far] ?? 0) - (columns.start[far] ?? 0),
  };
  const routeSpan = gateway?.pivot ?? -1;
  expect(hopPath({ ...opened, routeSpan: -1 }, -1, call)?.isGateway).toBe(true);
  expect(hopPath({ ...opened, routeSpan }, -1, call)?.isGateway).toBe(false);
  expect(hopPath({ ...opened, routeSpan })?.isGateway).toBe(true);
});

test('a file of spans has a way too, but no gateway is claimed', () => {
  const opened = openedOf(recordedSpans('otel_full_attributes'), { callId: null, fileName: 'a.json' });
  expect(hopPath(opened)?.isGateway).toBe(false);
  expect(hopPath(openedOf([]))).toBeNull();
});

test('every recorded trace has a way, whichever span is selected, and a way back in time is never unexplained', () => {
  let paths = 0;
  for (const spans of allRecordedSpans()) {
    const opened = openedOf(spans);
    for (let selected = -1; selected < opened.columns.count; selected++) {
      const path = hopPath(opened, selected);
      paths += 1;
      expect(path?.stations.some(({ index }) => index >= 0)).toBe(true);
      const indexes = path?.stations.flatMap(({ index }) => (index < 0 ? [] : [index])) ?? [];
      expect(new Set(indexes).size).toBe(indexes.length);
      for (const { requestUs, responseUs, doubt } of path?.steps ?? [])
        if ((requestUs ?? 0) < 0 || (responseUs ?? 0) < 0) expect(doubt).not.toBeNull();
    }
  }
  expect(paths).toBeGreaterThan(1000);
});
