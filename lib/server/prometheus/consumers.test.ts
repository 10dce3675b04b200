import { describe, expect, test } from 'vitest';
import { fakeUpstream } from '@/lib/server/deepflow/testing';
import { startTestGateway } from '@/test/gateway';
import { consumerRates, consumerTotals } from './consumer-expressions';
import { consumersFrom, routeConsumers } from './consumers';

describe('consumersFrom', () => {
  const totals = [
    { labels: { consumer: 'jack', code: '200' }, value: 90.4 },
    { labels: { consumer: 'jack', code: '503' }, value: 28 },
    // Its series began within the range, with two.
    { labels: { consumer: 'jack', code: '503', route: 'r1' }, value: 2 },
    { labels: { consumer: 'jill', code: '200' }, value: 360 },
    { labels: { consumer: 'gone', code: '200' }, value: 0 },
    { labels: { consumer: '', code: '401' }, value: 60 },
  ];
  const rates = [
    { labels: { consumer: 'jack' }, values: [1.5, null, 0.5] },
    { labels: { consumer: 'jill' }, values: [2, 2, 2] },
    { labels: { consumer: '' }, values: [0, 0, 1] },
  ];

  test('requests of all statuses are one consumer’s, those from 400 on its errors, and a hole stays one', () => {
    const { breakdown, totals: all } = consumersFrom(totals, rates, { steps: 3, rangeS: 180 });
    expect(breakdown.values).toEqual([
      { value: 'jill', calls: 360, perSecond: 2, errors: 0, p50Us: null, p95Us: null, rates: [2, 2, 2] },
      {
        value: 'jack',
        calls: 120,
        perSecond: expect.closeTo(120 / 180, 2),
        errors: 30,
        p50Us: null,
        p95Us: null,
        rates: [1.5, null, 0.5],
      },
    ]);
    expect(breakdown.unknown).toMatchObject({ calls: 60, errors: 60 });
    expect(all.calls).toBe(540);
  });

  test('a label that was switched off is no consumer, and no series are no calls', () => {
    const { breakdown } = consumersFrom([{ labels: { code: '200' }, value: 60 }], [], { steps: 1, rangeS: 60 });
    expect(breakdown).toMatchObject({ values: [], unknown: { calls: 60 } });
    expect(consumersFrom([], [], { steps: 1, rangeS: 60 })).toMatchObject({
      totals: { calls: 0 },
      breakdown: { unknown: null },
    });
  });

  test('of a consumer whose counter is no number nothing is said but that', () => {
    const spoilt = totals.map((one) => (one.labels.consumer === 'jill' ? { ...one, value: null } : one));
    const { breakdown, totals: all, unreadable } = consumersFrom(spoilt, rates, { steps: 3, rangeS: 180 });
    expect(breakdown.values.map(({ value }) => value)).toEqual(['jack']);
    expect({ calls: all.calls, unreadable }).toEqual({ calls: 180, unreadable: 1 });
  });

  test('of very many consumers the busiest are told apart and the others added up', () => {
    const many = Array.from({ length: 130 }, (_, at) => ({
      labels: { consumer: `c${at}`, code: '200' },
      value: 130 - at,
    }));
    const { breakdown, totals: all } = consumersFrom(many, [], { steps: 1, rangeS: 60 });
    expect(breakdown.values).toHaveLength(100);
    expect(breakdown.others).toMatchObject({ values: 30, calls: (30 * 31) / 2 });
    expect(all.calls).toBe((130 * 131) / 2);
  });
});

test('id and name of the route are matched whole, whatever they hold', () => {
  const labels = { source: { prefix: 'apisix_', labels: {} }, routes: ['r1', 'a.b'] };
  const requests = 'apisix_http_status{route=~"(?:r1|a[.]b)"}';
  expect(consumerRates(labels, 240).query).toBe(`sum by (consumer) (rate(${requests}[240s]))`);
  expect(consumerTotals(labels, 600).query).toContain(`sum by (consumer, code) (increase(${requests}[600s]))`);
});

test('of 6,000 consumers each that is shown has its line, and the others one that is the sum of theirs', async () => {
  const fixture = await startTestGateway();
  await fixture.admin('PUT', '/routes/r1', { uri: '/a', upstream: { nodes: {} } });
  const consumers = Array.from({ length: 6000 }, (_, at) => `c${at}`);
  const upstream = await fakeUpstream(({ path, text }) => {
    if (path.startsWith('/api/v1/label/')) return { body: { status: 'success', data: [] } };
    const end = Number(new URLSearchParams(text).get('end'));
    // The busiest come last.
    const result = path.endsWith('query_range')
      ? consumers.map((consumer, at) => ({ metric: { consumer }, values: [[end, String(at)]] }))
      : consumers.map((consumer, at) => ({ metric: { consumer, code: '200' }, value: [0, String(at)] }));
    const resultType = path.endsWith('query_range') ? 'matrix' : 'vector';
    return { body: { status: 'success', data: { resultType, result } } };
  });
  const toMs = Date.now();
  const gateway = { ...fixture.gateway, prometheus: { url: upstream.url } };
  const { breakdown } = await routeConsumers(gateway, { routeId: 'r1', fromMs: toMs - 600_000, toMs });
  expect(breakdown.values.map(({ value, rates }) => [value, rates.at(-1)])).toEqual(
    Array.from({ length: 100 }, (_, at) => [`c${5999 - at}`, 5999 - at]),
  );
  // c0 was never there.
  expect(breakdown.others).toMatchObject({ values: 5899, calls: (5899 * 5900) / 2 });
  expect(breakdown.others?.rates.at(-1)).toBe((5899 * 5900) / 2);
  await Promise.all([fixture.close(), upstream.close()]);
});

test('of samples that DeepFlow left out it is said, and no line is made of a part of them', async () => {
  const fixture = await startTestGateway();
  await fixture.admin('PUT', '/routes/r1', { uri: '/a', upstream: { nodes: {} } });
  const fromMs = Date.UTC(2026, 0, 1, 12);
  const beginsS = fromMs / 1000 + 600;
  const labels = { consumer: 'jack', code: '200' };
  const upstream = await fakeUpstream(({ path, text }) => {
    if (path.startsWith('/api/v1/label/')) return { body: { status: '', data: [] } };
    const [start = 0, end = 0, step = 1] = ['start', 'end', 'step'].map((name) =>
      Number(new URLSearchParams(text).get(name)),
    );
    if (!path.endsWith('query_range'))
      return {
        body: { status: 'success', data: { resultType: 'vector', result: [{ metric: labels, value: [0, '60'] }] } },
      };
    const times = Array.from({ length: (end - start) / step + 1 }, (_, at) => start + at * step);
    const values = times.filter((time) => time >= beginsS).map((time) => [time, '2']);
    return { body: { status: 'success', data: { resultType: 'matrix', result: [{ metric: labels, values }] } } };
  });
  const gateway = {
    ...fixture.gateway,
    prometheus: { url: upstream.url },
    deepflow: { ...fixture.gateway.deepflow, querierUrl: upstream.url },
  };
  const found = await routeConsumers(gateway, { routeId: 'r1', fromMs, toMs: fromMs + 1_200_000 });
  expect(found.cutBeforeS).toBe(beginsS + 240);
  const rates = found.breakdown.values[0]?.rates ?? [];
  expect(rates.findIndex((rate) => rate !== null)).toBe((600 + 240) / 60);
  await Promise.all([fixture.close(), upstream.close()]);
});

test.each([
  ['arrived before the range, what a new series had at first was counted in it', true, 67],
  ['begin within the range, nobody knows when that was counted', false, 60],
])('where the gateway’s metrics %s', async (_name, wasScraped, calls) => {
  const fixture = await startTestGateway();
  await fixture.admin('PUT', '/routes/r1', { uri: '/a', upstream: { nodes: {} } });
  const upstream = await fakeUpstream(({ path, text }) => {
    if (path.startsWith('/api/v1/label/')) return { body: { status: 'success', data: [] } };
    const labels = { consumer: 'jack', code: '200' };
    const isOfNodes = new URLSearchParams(text).get('query')?.includes('node_info');
    const grown = [
      { metric: labels, value: [0, '60'] },
      { metric: { ...labels, route: 'r1' }, value: [0, '7'] },
    ];
    const nodes = wasScraped ? [{ metric: {}, value: [0, '1'] }] : [];
    const result = path.endsWith('query_range') ? [] : isOfNodes ? nodes : grown;
    const resultType = path.endsWith('query_range') ? 'matrix' : 'vector';
    return { body: { status: 'success', data: { resultType, result } } };
  });
  const toMs = Date.now();
  const gateway = { ...fixture.gateway, prometheus: { url: upstream.url } };
  const found = await routeConsumers(gateway, { routeId: 'r1', fromMs: toMs - 600_000, toMs });
  expect(found.breakdown.values).toMatchObject([{ value: 'jack', calls }]);
  await Promise.all([fixture.close(), upstream.close()]);
});
