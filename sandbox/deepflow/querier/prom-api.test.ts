import { describe, expect, it } from 'vitest';
import { PrometheusNumbers } from '@/sandbox/deepflow/prometheus/numbers';
import { Engine } from '@/sandbox/deepflow/querier/engine';
import { PromApi } from '@/sandbox/deepflow/querier/prom-api';
import { RateLimit } from '@/sandbox/deepflow/querier/prom-rate-limit';

/** A storage whose rows are given, with the statements that it was asked. */
function apiOver(columns: string[], rows: unknown[][]) {
  const asked: string[] = [];
  const run = (sql: string) => {
    asked.push(sql);
    return Promise.resolve({ columns: columns.map((name) => ({ name, type: 'String' })), rows });
  };
  const numbers = new PrometheusNumbers();
  const labels = { __name__: 'x', job: 'j', instance: 'i' };
  numbers.number(new Map(Object.entries({ ...labels, code: '200' })));
  numbers.number(new Map(Object.entries({ ...labels, code: '500' })));
  return { api: new PromApi({ engine: new Engine(run, numbers), run, numbers }), asked };
}

const columns = ['__labels_index__', 'times', 'values'];
const rows = [
  [
    [1, 1],
    [1015, 1000],
    [3, 2],
  ],
  [[2, 1], [1000], [7]],
];

const ask = async (parameters: Record<string, string>, given: unknown[][] = rows, names = columns) => {
  const { api, asked } = apiOver(names, given);
  const { status, body } = await api.query(new URLSearchParams({ time: '1020', ...parameters }));
  return { status, body: JSON.parse(body) as unknown, asked };
};

describe('a PromQL query', () => {
  it('is answered with the series of the storage, labels looked up', async () => {
    const { body } = await ask({ query: 'x', debug: 'false' });
    expect(body).toEqual({
      status: 'success',
      data: {
        resultType: 'vector',
        result: [
          { metric: { __name__: 'x', code: '200', instance: 'i', job: 'j' }, value: [1020, '3'] },
          { metric: { __name__: 'x', code: '500', instance: 'i', job: 'j' }, value: [1020, '7'] },
        ],
      },
    });
  });

  it('shows what was asked of the storage unless told not to', async () => {
    const { body, asked } = await ask({ query: 'sum(x)' });
    expect(body).toMatchObject({
      stats: [{ sql: asked[0], querier_sql: expect.stringContaining('FROM `x`') as string }],
    });
    expect((await ask({ query: '1' })).body).not.toHaveProperty('stats');
  });

  it('reads as many series of a selector as it may, but all for topk', async () => {
    expect((await ask({ query: 'count(x)', slimit: '1' })).body).toMatchObject({
      data: { result: [{ value: [1020, '1'] }] },
    });
    expect((await ask({ query: 'count(x)', slimit: '0' })).body).toMatchObject({
      data: { result: [{ value: [1020, '2'] }] },
    });
    expect((await ask({ query: 'count(topk(5, x))', slimit: '1' })).body).toMatchObject({
      data: { result: [{ value: [1020, '2'] }] },
    });
  });

  it('writes native labels with tag_ where the name says where the metric lies', async () => {
    const { body } = await ask({ query: 'sum by (tag_code) (prometheus__samples__x)' });
    expect(body).toMatchObject({
      data: { result: [{ metric: { tag_code: '200' } }, { metric: { tag_code: '500' } }] },
    });
  });

  it("writes DeepFlow's tags with df_, without those that are empty", async () => {
    const { body } = await ask(
      { query: 'x{df_pod!=""}' },
      [[[1, 1], 'gateway', 0, [1000], [1]]],
      ['__labels_index__', 'pod', 'pod_ns', 'times', 'values'],
    );
    expect(body).toMatchObject({ data: { result: [{ metric: { df_pod: 'gateway', code: '200' } }] } });
  });

  it.each([
    ['nosuch', {}],
    ['x or nosuch', {}],
    ['absent(nosuch)', {}],
  ])('of a metric nobody wrote is an empty vector: %s', async (query) => {
    const { status, body } = await ask({ query });
    expect(status).toBe(200);
    expect(body).toEqual({ status: 'success', data: { resultType: 'vector', result: [] } });
  });

  it.each([
    [{ query: 'x', time: '' }, 'cannot parse "" to a valid timestamp'],
    [{ query: 'x', time: 'today' }, 'cannot parse "today" to a valid timestamp'],
    [{ query: '' }, '1:1: parse error: no expression found in input'],
    [{ query: 'flow_metrics__application__request__1m' }, 'expanding series: unknown series'],
    [{ query: 'x * on (job) x' }, 'found duplicate series for the match group'],
  ])('fails with 500 and no errorType: %j', async (parameters, error) => {
    const { status, body } = await ask(parameters);
    expect(status).toBe(500);
    expect(body).toEqual({ status: 'fail', error: expect.stringContaining(error) as string });
  });
});

describe('a PromQL query over a range', () => {
  const over = async (parameters: Record<string, string>) => {
    const { api } = apiOver(columns, rows);
    const { status, body } = await api.queryRange(new URLSearchParams({ query: 'x', debug: '0', ...parameters }));
    return { status, body: JSON.parse(body) as unknown };
  };

  it('has the moments between its ends', async () => {
    const { body } = await over({ query: 'sum(x)', start: '1005', end: '1970-01-01T00:17:05Z', step: '10s' });
    expect(body).toMatchObject({
      data: {
        resultType: 'matrix',
        result: [
          {
            metric: {},
            values: [
              [1005, '9'],
              [1015, '10'],
              [1025, '10'],
            ],
          },
        ],
      },
    });
  });

  it('is an empty vector for a metric nobody wrote', async () => {
    const { body } = await over({ query: 'nosuch', start: '0', end: '1', step: '1' });
    expect(body).toEqual({ status: 'success', data: { resultType: 'vector', result: [] } });
  });

  it.each([
    [{ start: '1', end: '2', step: '' }, 'cannot parse "" to a valid duration'],
    [{ start: '', end: '2', step: '1' }, 'cannot parse "" to a valid timestamp'],
    [{ start: '1', end: '2', step: '1e12' }, 'cannot parse "1e12" to a valid duration. It overflows int64'],
    [{ start: '1', end: '2', step: 'Inf' }, 'It overflows int64'],
    [{ start: '1', end: '2', step: '0' }, 'integer divide by zero'],
  ])('fails without what it needs: %j', async (parameters, error) => {
    expect(await over(parameters)).toEqual({
      status: 500,
      body: { status: 'fail', error: expect.stringContaining(error) as string },
    });
  });
});

describe('the series of matchers', () => {
  const series = async (...matchers: string[]) => {
    const { api } = apiOver(columns, []);
    const given = [['start', '1'], ['end', '2'], ...matchers.map((matcher) => ['match[]', matcher])];
    return api.series(new URLSearchParams(given));
  };

  it.each([
    ['', '1:1: parse error: unexpected end of input'],
    ['sum(x)', '1:4: parse error: unexpected "("'],
    ['x offset 5m', '1:3: parse error: unexpected <offset>'],
    ['{code=~".*"}', 'match[] must contain at least one non-empty matcher'],
  ])('are refused for %j', async (matcher, error) => {
    const { status, body } = await series('x', matcher);
    expect(status).toBe(500);
    expect(JSON.parse(body)).toEqual({ status: 'fail', error });
  });

  it('are what the querier dies of where none is given', async () => {
    expect(await series()).toMatchObject({
      status: 400,
      body: expect.stringMatching(
        /^\{"OPT_STATUS":"SERVER_ERROR","DESCRIPTION":"runtime error: index out of range .*\}\{\}$/s,
      ),
    });
  });
});

describe('rows of teams', () => {
  it('are left out where they are blocked', async () => {
    const { body, asked } = await ask({ query: 'x', 'block-team-id': '2, 3' });
    expect(body).toMatchObject({ status: 'success' });
    expect(asked[0]).toContain('team_id not in (2, 3)');
    expect((await ask({ query: 'x', 'block-team-id': '-1' })).body).toEqual({
      status: 'fail',
      error: 'illegal params',
    });
  });
});

describe('names and values of labels', () => {
  it('are known for the name alone', async () => {
    const { api } = apiOver([], []);
    const values = async (label: string, parameters = {}) =>
      (await api.labelValues(label, new URLSearchParams(parameters))).body;
    expect(JSON.parse(await values('__name__'))).toMatchObject({
      status: '',
      data: expect.arrayContaining(['x', 'prometheus__samples__x', 'flow_metrics__application__rrt__1s']) as string[],
    });
    expect(await values('code')).toBe('null');
    expect(JSON.parse(await values('code', { 'block-team-id': 'x' }))).toEqual({
      status: 'fail',
      error: 'illegal params',
    });
  });
});

describe('the limit of queries', () => {
  it('is 100 within any second', () => {
    let now = 0;
    const limit = new RateLimit(() => now);
    const taken = Array.from({ length: 101 }, () => limit.take());
    expect(taken.filter(Boolean)).toHaveLength(100);
    now = 999;
    expect(limit.take()).toBe(false);
    now = 1000;
    expect(limit.take()).toBe(true);
  });
});
