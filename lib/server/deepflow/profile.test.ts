import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Profile, ProfileTarget } from '@/lib/deepflow/profile';
import { ProblemError } from '@/lib/http/problem';
import { exchange, second } from '@/sandbox/agent/testing-exchange';
import { type Deepflow, startDeepflow } from '@/sandbox/deepflow/server';
import { getProfile } from './profile';
import { parseProfileQuery } from './profile-params';
import { type FakeAnswer, type FakeRequest, fakeGateway, fakeUpstream } from './testing';

const range = { fromMs: second * 1000 - 60_000, toMs: second * 1000 + 60_000 };
const target: ProfileTarget = {
  app: 'openresty',
  service: 'apisix-gateway',
  language: 'eBPF',
  event: 'on-cpu',
  instance: null,
  isGateway: true,
};

describe('the profile of the sandbox’s gateway', () => {
  let deepflow: Deepflow;
  beforeAll(async () => {
    deepflow = await startDeepflow({ host: '127.0.0.1', querierPort: 0, appPort: 0, agentPort: 0 });
    const exchanges = Array.from({ length: 300 }, () => exchange);
    const sent = await fetch(`${deepflow.agentUrl}/sandbox/exchanges`, {
      method: 'POST',
      body: JSON.stringify(exchanges),
    });
    expect(sent.status).toBe(204);
  }, 60_000);
  afterAll(() => deepflow.close());
  const ask = (over: Partial<ProfileTarget> = {}, at = range) =>
    getProfile(fakeGateway({ querierUrl: deepflow.querierUrl }), { target: { ...target, ...over }, ...at });

  test('is a tree below the process, in kinds that DeepFlow tells', async () => {
    const { functions, frames, cut, small } = await ask();
    expect([cut, small]).toEqual([null, 0]);
    expect(functions[0]).toEqual({ name: 'openresty', kind: 'process' });
    expect(frames.parent.filter((parent) => parent < 0)).toHaveLength(1);
    const kinds = new Set(functions.map(({ kind }) => kind));
    for (const kind of ['process', 'thread', 'app', 'library', 'kernel'] as const) expect(kinds).toContain(kind);
    expect(frames.self.reduce((sum, self) => sum + self, 0)).toBeGreaterThan(100_000);
  });

  test('is that of the process’s service and instance, and of the seconds asked for', async () => {
    const isEmpty = ({ frames }: Profile) => frames.function.length === 0;
    expect(isEmpty(await ask({ instance: 'apisix-7c9d8f6b5-x2x7k' }))).toBe(false);
    for (const over of [{ service: 'webshop' }, { instance: 'apisix-2' }, { app: 'nginx' }, { event: 'off-cpu' }])
      expect(isEmpty(await ask(over)), JSON.stringify(over)).toBe(true);
    expect(isEmpty(await ask({}, { fromMs: range.toMs, toMs: range.toMs + 1000 }))).toBe(true);
  });

  test.each(["it's", "' OR '1'='1", '\\', "\\' OR 1=1 -- ", 'a b', '中文', '"', '%', '*'])(
    'a process of the name %s is asked for by that name alone',
    async (app) => {
      expect((await ask({ app })).frames.function).toEqual([]);
      expect((await ask({ service: app })).frames.function).toEqual([]);
    },
  );
});

describe('an answer of the querier', () => {
  let upstream: Awaited<ReturnType<typeof fakeUpstream>>;
  let next: (request: FakeRequest) => FakeAnswer;
  let stacks = 1;
  beforeAll(async () => {
    upstream = await fakeUpstream((request) =>
      request.path === '/v1/query/'
        ? { body: { OPT_STATUS: 'SUCCESS', result: { columns: ['n'], values: [[stacks]] } } }
        : next(request),
    );
  });
  afterAll(() => upstream.close());
  const ask = (over: Partial<ProfileTarget> = {}) =>
    getProfile(fakeGateway({ querierUrl: upstream.url }), { target: { ...target, ...over }, ...range });

  const columns = ['function_id', 'parent_node_id', 'self_value', 'total_value'];
  const answer = (values: unknown, over: object = {}) => ({
    body: {
      OPT_STATUS: 'SUCCESS',
      DESCRIPTION: '',
      result: {
        functions: ['openresty', 'main'],
        function_types: ['P', 'A'],
        function_values: { columns: null, values: null },
        node_values: { columns, values },
        ...over,
      },
      debug: null,
    },
  });

  test('is asked for with the condition that names the place, the range in whole seconds', async () => {
    let sent: unknown;
    next = ({ text }) => {
      sent = JSON.parse(text);
      return answer([[0, -1, 0, 3]]);
    };
    await ask({ app: "it's" });
    expect(sent).toEqual({
      app_service: "it''s",
      profile_language_type: 'eBPF',
      profile_event_type: 'on-cpu',
      tag_filter: "auto_service = 'apisix-gateway'",
      time_start: second - 60,
      time_end: second + 59,
    });
  });

  test('has the process’s own name at its root', async () => {
    next = () =>
      answer(
        [
          [0, -1, 0, 3],
          [1, 0, 3, 3],
        ],
        { functions: ["it''s", 'main'] },
      );
    expect((await ask({ app: "it's" })).functions.map(({ name }) => name)).toEqual(["it's", 'main']);
  });

  test('is read by the names of its columns; nothing found is an empty profile', async () => {
    next = () => answer([[7, 3, -1, 0]], { node_values: { columns: columns.toReversed(), values: [[7, 3, -1, 0]] } });
    expect((await ask()).frames).toEqual({ function: [0], parent: [-1], self: [3] });
    const none = { columns: null, values: null };
    next = () => answer(null, { functions: null, function_types: null, node_values: none });
    expect(await ask()).toEqual({
      functions: [],
      frames: { function: [], parent: [], self: [] },
      small: 0,
      cut: null,
    });
  });

  test.each<[string, () => FakeAnswer]>([
    ['a parent that is not there', () => answer([[0, 5, 0, 0]])],
    ['a function that is not there', () => answer([[2, -1, 0, 0]])],
    ['a negative value', () => answer([[0, -1, -3, 0]])],
    ['a row that is none', () => answer(['x'])],
    [
      'parents that lead back',
      () =>
        answer([
          [0, -1, 1, 1],
          [1, 2, 1, 1],
          [1, 1, 1, 1],
        ]),
    ],
    ['fewer kinds than functions', () => answer([], { function_types: ['P'] })],
    ['columns of other names', () => answer([[0, -1, 0, 0]], { node_values: { columns: ['a'], values: [[0]] } })],
    ['a page instead of JSON', () => ({ headers: { 'content-type': 'text/html' }, body: '<html></html>' })],
  ])('with %s is not understood, and says so', async (_, next_) => {
    next = next_;
    await expect(ask()).rejects.toMatchObject({ problem: { code: 'upstream_contract', upstream: 'querier' } });
  });

  test('that refuses has its reason', async () => {
    next = () => ({ status: 400, body: { OPT_STATUS: 'SERVER_ERROR', DESCRIPTION: 'no such table', result: null } });
    await expect(ask()).rejects.toMatchObject({ problem: { code: 'upstream_rejected', detail: /no such table/ } });
  });

  test('of more stacks than the querier reads is said to be cut', async () => {
    next = () => answer([[0, -1, 3, 3]]);
    stacks = 1_500_000;
    expect((await ask()).cut).toEqual({ rows: 1_500_000, limit: 1_000_000 });
    // The last value of each stack that differs: how many those are is not known.
    expect((await ask({ event: 'mem-inuse' })).cut).toBeNull();
    stacks = 1;
  });

  test('cannot be asked for without a querier', async () => {
    await expect(getProfile(fakeGateway({}), { target, ...range })).rejects.toBeInstanceOf(ProblemError);
  });
});

describe('a request for a profile', () => {
  const parse = (over: Record<string, string>) =>
    parseProfileQuery(
      new URLSearchParams({
        from: String(range.fromMs),
        to: String(range.toMs),
        app: 'a',
        language: 'eBPF',
        event: 'on-cpu',
        ...over,
      }),
    );

  test('may leave service and instance out', () => {
    expect(parse({})).toEqual({
      target: { app: 'a', language: 'eBPF', event: 'on-cpu', service: '', instance: null, isGateway: false },
      ...range,
    });
  });

  test.each([
    { app: '' },
    { app: "x WITH x AS ('" },
    { service: 'slimit 3' },
    { app: 'a\nb' },
    { instance: 'auto_service_type = 105' },
    { event: "on-cpu' OR '1" },
    { language: 'e BPF' },
    { app: 'x'.repeat(301) },
  ])('is refused with %o', (over) => {
    expect(() => parse(over)).toThrow();
  });
});
