import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { ProblemError } from '@/lib/http/problem';
import { promqlLimits } from '@/lib/prometheus/limits';
import { placeInQuery, sourceWords } from '@/lib/prometheus/place-in-query';
import { type FakeAnswer, fakeGateway, fakeUpstream } from '@/lib/server/deepflow/testing';
import { encodeWrite } from '@/sandbox/deepflow/prometheus/write-request';
import { type Deepflow, startDeepflow } from '@/sandbox/deepflow/server';
import { explore } from './explore';
import { parseExplore, parseLabelsQuery } from './explore-input';
import { promqlLabels, promqlNames } from './explore-names';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

const from = 1_771_000_000_000;
const to = from + 600_000;
const input = { query: 'up', kind: 'range', from, to, stepS: 60 } as const;

/** A gateway whose Prometheus API answers so, and what it was asked. */
async function prometheusThat(answer: (form: URLSearchParams, path: string) => FakeAnswer) {
  const asked: { path: string; form: URLSearchParams }[] = [];
  const { url, close } = await fakeUpstream(({ path, text }) => {
    asked.push({ path, form: new URLSearchParams(text) });
    return answer(new URLSearchParams(text), path);
  });
  closing.push(close);
  return { gateway: { ...fakeGateway({}), prometheus: { url } }, asked };
}

const matrix = (result: unknown): FakeAnswer => ({
  body: { status: 'success', data: { resultType: 'matrix', result } },
});
const startS = Math.ceil(from / 60_000) * 60;

describe('over a range', () => {
  test('the expression goes out as it was written, once, to the endpoint that evaluates', async () => {
    const query = 'sum(rate(x{path="a&b=c;\n%2F"}[5m])) # ☃';
    const { gateway, asked } = await prometheusThat(() => matrix([]));
    await explore(gateway, { ...input, query });
    expect(asked).toHaveLength(1);
    expect(asked[0]?.path).toBe('/api/v1/query_range');
    expect(Object.fromEntries(asked[0]?.form ?? [])).toMatchObject({ query, start: String(startS), step: '60' });
  });

  test('samples stand at their times, a hole is a gap, and what no line can show is counted', async () => {
    const { gateway } = await prometheusThat(() =>
      matrix([
        {
          metric: { a: '1' },
          values: [
            [startS, '1'],
            [startS + 120, 'NaN'],
            [startS + 180, '+Inf'],
            [startS + 240, '5'],
          ],
        },
        { metric: { a: '2' }, histograms: [[startS, { count: '1', sum: '2', buckets: [] }]] },
      ]),
    );
    const answer = await explore(gateway, input);
    if (answer.kind !== 'range') throw new Error('no range');
    expect(answer.range.series[0]?.values.slice(0, 6)).toEqual([1, null, null, null, 5, null]);
    expect(answer.range.times).toHaveLength(10);
    expect(answer.notDrawn).toBe(3);
  });

  test('of too many series the first are answered, and how many there were is said', async () => {
    const { gateway } = await prometheusThat(() =>
      matrix(Array.from({ length: 512 }, (_, at) => ({ metric: { a: String(at) }, values: [[startS, '1']] }))),
    );
    const answer = await explore(gateway, input);
    expect(answer).toMatchObject({ range: { total: 512, series: { length: promqlLimits.series } } });
    const long = await explore(gateway, { ...input, to: from + 10_000_000, stepS: 1 });
    expect(long).toMatchObject({ range: { total: 512, series: { length: 39 } } });
  });

  test.each([null, []])('%j of an unknown metric is no series', async (result) => {
    const { gateway } = await prometheusThat(() => ({
      body: { status: 'success', data: { resultType: 'vector', result } },
    }));
    expect(await explore(gateway, input)).toMatchObject({ kind: 'range', range: { series: [], total: null } });
  });

  test('what the source remarks is passed on', async () => {
    const { gateway } = await prometheusThat(() => ({
      body: {
        status: 'success',
        warnings: ['slow'],
        infos: ['no counter'],
        data: { resultType: 'matrix', result: [] },
      },
    }));
    expect(await explore(gateway, input)).toMatchObject({ remarks: ['slow', 'no counter'] });
  });
});

describe('at one moment', () => {
  const at = { ...input, kind: 'instant' } as const;
  const answering = (resultType: string, result: unknown) =>
    prometheusThat(() => ({ body: { status: 'success', data: { resultType, result } } }));

  test('numbers stay as their source wrote them', async () => {
    const { gateway, asked } = await answering('vector', [
      { metric: { a: '1' }, value: [startS, '+Inf'] },
      { metric: { a: '2' }, value: [startS, '0.30000000000000004'] },
      { metric: { a: '3' }, histogram: [startS, { count: '3', sum: '5', buckets: [] }] },
    ]);
    const answer = await explore(gateway, at);
    expect(answer).toMatchObject({ type: 'vector', total: null, atS: to / 1000 });
    expect(answer).toMatchObject({
      samples: [{ text: '+Inf' }, { text: '0.30000000000000004' }, { text: 'histogram (count 3, sum 5)' }],
    });
    expect(asked[0]?.path).toBe('/api/v1/query');
  });

  test.each<[string, unknown, unknown]>([
    ['scalar', [startS, '2'], [{ labels: {}, timeS: startS, text: '2' }]],
    ['string', [startS, 'abc'], [{ labels: {}, timeS: startS, text: 'abc' }]],
    [
      'matrix',
      [
        {
          metric: { a: '1' },
          values: [
            [startS, '1'],
            [startS + 15, '2'],
          ],
        },
      ],
      [
        { labels: { a: '1' }, timeS: startS, text: '1' },
        { labels: { a: '1' }, timeS: startS + 15, text: '2' },
      ],
    ],
    ['vector', null, []],
  ])('a %s is samples', async (type, result, samples) => {
    const { gateway } = await answering(type, result);
    expect(await explore(gateway, at)).toMatchObject({ type, samples, total: null });
  });

  test('of too many samples the first thousand are answered', async () => {
    const result = Array.from({ length: 1_500 }, (_, one) => ({ metric: { a: String(one) }, value: [startS, '1'] }));
    const { gateway } = await answering('vector', result);
    expect(await explore(gateway, at)).toMatchObject({ total: 1_500, samples: { length: 1_000 } });
  });
});

test.each<[string, FakeAnswer, string, string | undefined]>([
  [
    'DeepFlow',
    { status: 500, body: { status: 'fail', error: '1:6: parse error: x' } },
    'upstream_rejected',
    '1:6: parse error: x',
  ],
  [
    'Prometheus',
    {
      status: 400,
      body: { status: 'error', errorType: 'bad_data', error: 'invalid parameter "query": 1:6: parse error: x' },
    },
    'upstream_rejected',
    '1:6: parse error: x',
  ],
  ['too many questions', { status: 429, body: '' }, 'upstream_rejected', ''],
  [
    'another form',
    { body: { status: 'success', data: { resultType: 'streams', result: [] } } },
    'upstream_contract',
    undefined,
  ],
])('a refusal in the words of %s', async (_name, answer, code, words) => {
  const { gateway } = await prometheusThat(() => answer);
  const error = await explore(gateway, input).catch((caught: unknown) => caught);
  if (!(error instanceof ProblemError)) throw new Error('no problem');
  expect(error.problem).toMatchObject({ code, upstream: 'prometheus' });
  if (words !== undefined) expect(sourceWords(error.problem.detail ?? '')).toBe(words);
});

test.each<[string, object, string]>([
  ['no expression', { query: '  ' }, 'query'],
  ['more characters than are sent', { query: 'a'.repeat(4_001) }, 'query'],
  ['another kind', { kind: 'series' }, 'kind'],
  ['a range that ends before it begins', { to: from - 1 }, 'to'],
  ['more points than a source gives', { stepS: 0.05 }, 'stepS'],
  ['a step too fine for the range', { to: from + 86_400_000, stepS: 1 }, 'stepS'],
  ['a text for a step', { stepS: '1m' }, 'stepS'],
])('%s is refused before anything is asked', (_name, part, field) => {
  expect(() => parseExplore({ ...input, ...part })).toThrow(
    expect.objectContaining({ issues: [expect.objectContaining({ path: [field] })] }),
  );
});

test('an instant has no step to be too fine', () => {
  expect(parseExplore({ ...input, kind: 'instant', to: from + 86_400_000, stepS: 1 }).kind).toBe('instant');
});

test.each(['up{', 'a b', '1a', '', 'a"', 'é'])('%j is nobody’s metric to list labels of', (metric) => {
  expect(() => parseLabelsQuery(new URLSearchParams({ metric, from: String(from), to: String(to) }))).toThrow();
});

test('names are bounded, and an example is offered where its metrics are', async () => {
  const names = ['edge_http_status', 'edge_bandwidth', ...Array.from({ length: 25_000 }, (_, at) => `m_${at}`)];
  const { gateway } = await prometheusThat(() => ({ body: { status: 'success', data: names } }));
  const found = await promqlNames(gateway);
  expect(found.metrics).toHaveLength(20_000);
  expect(found.total).toBe(names.length);
  expect(found.examples.map(({ name }) => name)).toEqual([
    'requests_by_code',
    'failed_share_by_route',
    'bandwidth_by_direction',
  ]);
  for (const { query } of found.examples) expect(query).toMatch(/\bedge_/);
});

test('labels are those of the last hour of the range, without the metric’s name', async () => {
  const { gateway, asked } = await prometheusThat(() => ({
    body: {
      status: 'success',
      data: [
        { __name__: 'up', job: 'b', pod: 'x' },
        { __name__: 'up', job: 'a' },
      ],
    },
  }));
  expect(await promqlLabels(gateway, { metric: 'up', from: to - 86_400_000, to })).toEqual({
    labels: [
      { name: 'job', values: ['a', 'b'] },
      { name: 'pod', values: ['x'] },
    ],
  });
  const sent = new URL(asked[0]?.path ?? '', 'http://x').searchParams;
  expect(Number(sent.get('end')) - Number(sent.get('start'))).toBe(3600);
  expect(sent.get('match[]')).toBe('up');
});

test('the labels of the gateway’s series choose among its own metrics, not among those of others', async () => {
  const { gateway, asked } = await prometheusThat((_form, path) => ({
    body: { status: 'success', data: path.startsWith('/api/v1/label/') ? ['edge_http_status', 'edge_bandwidth'] : [] },
  }));
  const labelled = { ...gateway, metricsLabels: { cluster: 'a' } };
  const matched = async (metric: string) => {
    await promqlLabels(labelled, { metric, from, to });
    return new URL(asked.at(-1)?.path ?? '', 'http://x').searchParams.get('match[]');
  };
  expect(await matched('edge_bandwidth')).toBe('edge_bandwidth{cluster="a"}');
  expect(await matched('up')).toBe('up');
});

test('without a Prometheus API it is said that there is none', async () => {
  for (const ask of [explore(fakeGateway({}), input), promqlNames(fakeGateway({}))])
    await expect(ask).rejects.toMatchObject({ problem: { code: 'not_configured' } });
});

describe('the sandbox’s DeepFlow', () => {
  let deepflow: Deepflow;
  const gateway = () => ({ ...fakeGateway({}), timeoutMs: 20_000, prometheus: { url: `${deepflow.querierUrl}/prom` } });
  beforeAll(async () => {
    deepflow = await startDeepflow({ host: '127.0.0.1', querierPort: 0, appPort: 0, agentPort: 0 });
    const series = ['200', '500'].map((code, of) => ({
      labels: Object.entries({ __name__: 'apisix_http_status', code, instance: 'a:9091', job: 'apisix' }).map(
        ([name, value]) => ({ name, value }),
      ),
      samples: Array.from({ length: 41 }, (_, at) => ({ value: at * 15 * (of + 1), timestampMs: from + at * 15_000 })),
    }));
    const sent = await fetch(`${deepflow.agentUrl}/api/v1/prometheus`, { method: 'POST', body: encodeWrite(series) });
    if (!sent.ok) throw new Error(await sent.text());
  }, 60_000);
  afterAll(() => deepflow?.close());

  test('gives the rate that was written, over a range and at its end', async () => {
    const query = 'sum by (code) (rate(apisix_http_status[2m]))';
    const answer = await explore(gateway(), { query, kind: 'range', from: from + 300_000, to, stepS: 60 });
    if (answer.kind !== 'range') throw new Error('no range');
    const rates = Object.fromEntries(answer.range.series.map(({ labels, values }) => [labels.code, values.at(-1)]));
    expect(rates['200']).toBeCloseTo(1, 6);
    expect(rates['500']).toBeCloseTo(2, 6);
    const instant = await explore(gateway(), { query: `${query} * 1e3`, kind: 'instant', from, to });
    if (instant.kind !== 'instant') throw new Error('no instant');
    expect(instant.samples.map(({ text }) => Math.round(Number(text))).sort((a, b) => a - b)).toEqual([1000, 2000]);
  });

  test('says where an expression breaks', async () => {
    const query = 'sum by (code) (rate(apisix_http_status[2m]))\n  + foo{a~"b"}';
    const error = await explore(gateway(), { query, kind: 'instant', from, to }).catch((caught: unknown) => caught);
    const words = error instanceof ProblemError ? sourceWords(error.problem.detail ?? '') : '';
    expect(words).toContain('parse error');
    expect(query[placeInQuery(words, query) ?? -1]).toBe('~');
  });

  test('completes names and labels', async () => {
    expect((await promqlNames(gateway())).metrics).toContain('apisix_http_status');
    const { labels } = await promqlLabels(gateway(), { metric: 'apisix_http_status', from, to });
    expect(labels.find(({ name }) => name === 'code')?.values).toEqual(['200', '500']);
  });

  test('where it leaves samples out without a word, from when on they are read is said', async () => {
    // 1.2 million samples: a million of them are of the last five sixths of the range.
    const [count, steps] = [400, 3000];
    const url = `${deepflow.agentUrl}/api/v1/prometheus`;
    for (let first = 0; first < count; first += 100) {
      const some = Array.from({ length: 100 }, (_, at) => ({
        labels: [
          { name: '__name__', value: 'many' },
          { name: 'series', value: String(first + at) },
        ],
        samples: Array.from({ length: steps }, (_, step) => ({ value: 1, timestampMs: from + step * 15_000 })),
      }));
      expect((await fetch(url, { method: 'POST', body: encodeWrite(some) })).ok).toBe(true);
    }
    const { querierUrl } = deepflow;
    const ofDeepflow = { ...gateway(), deepflow: { querierUrl, appUrl: null, tags: {} } };
    const asked = { kind: 'range', from, to: from + steps * 15_000, stepS: 300 } as const;
    const whole = await explore(ofDeepflow, { ...asked, query: 'count(many)' });
    if (whole.kind !== 'range') throw new Error('no range');
    const readFromS = from / 1000 + (steps - 1_000_000 / count) * 15;
    expect(whole.cutBeforeS).toBeGreaterThanOrEqual(readFromS);
    expect(whole.cutBeforeS).toBeLessThanOrEqual(readFromS + 300);
    expect(await explore(ofDeepflow, { ...asked, query: 'count(many{series="1"})' })).toMatchObject({
      cutBeforeS: null,
    });
  }, 120_000);

  test('an unknown metric has neither series nor labels', async () => {
    expect(await explore(gateway(), { query: 'nope', kind: 'range', from, to })).toMatchObject({
      range: { series: [] },
    });
    expect(await promqlLabels(gateway(), { metric: 'nope', from, to })).toEqual({ labels: [] });
  });
});
