import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { PrometheusNumbers } from '@/sandbox/deepflow/prometheus/numbers';
import { Engine } from '@/sandbox/deepflow/querier/engine';
import { PromApi } from '@/sandbox/deepflow/querier/prom-api';
import { answerQuerier } from '@/sandbox/deepflow/querier/server';

const run = () => Promise.resolve({ columns: [], rows: [] });
const numbers = new PrometheusNumbers();
const engine = new Engine(run, numbers);
const deps = {
  engine,
  prom: new PromApi({ engine, run, numbers }),
  askTrace: () => Promise.resolve({ status: 200, body: {} }),
  settle: () => Promise.resolve(),
};

const form = { 'content-type': 'application/x-www-form-urlencoded' };
const ask = (method: string, url: string, body = '', headers: Record<string, string> = {}) =>
  answerQuerier({ method, url, headers } as unknown as IncomingMessage, body, deps);

describe("PromQL's paths", () => {
  it('take what a form says before what the URL says', async () => {
    const { body } = await ask('POST', '/prom/api/v1/query?query=2&time=5', 'query=1', form);
    expect(JSON.parse(String(body))).toMatchObject({ data: { result: [5, '1'] } });
  });

  it('with a slash too many are elsewhere', async () => {
    expect(await ask('GET', '/prom/api/v1/query/?query=1&time=5')).toMatchObject({
      status: 301,
      headers: { location: '/prom/api/v1/query?query=1&time=5' },
    });
  });

  it.each([
    ['GET', '/prom/api/v1/labels'],
    ['POST', '/prom/api/v1/label/code/values'],
    ['PUT', '/prom/api/v1/query'],
  ])('are not %s %s', async (method, path) => {
    expect(await ask(method, path)).toMatchObject({ status: 404, body: '404 page not found' });
  });
});
