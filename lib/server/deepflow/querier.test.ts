import { afterAll, beforeAll, expect, test } from 'vitest';
import { id, maybeNumber, query, text } from './querier';
import { bare, compare, selectCalls } from './sql';
import { type FakeAnswer, type FakeRequest, fakeGateway, fakeUpstream } from './testing';

let upstream: Awaited<ReturnType<typeof fakeUpstream>>;
let next: (request: FakeRequest) => FakeAnswer | Promise<FakeAnswer>;
beforeAll(async () => {
  upstream = await fakeUpstream((request) => next(request));
});
afterAll(() => upstream.close());

const statement = selectCalls({
  name: 'calls.row',
  select: [bare('endpoint')],
  where: [compare('time', '>=', 1)],
  limit: 1,
});
const ask = () => query(fakeGateway({ querierUrl: upstream.url }), statement);
const success = (columns: string[], values: unknown) => ({
  body: { OPT_STATUS: 'SUCCESS', DESCRIPTION: '', result: { columns, schemas: [], values }, debug: null },
});

test('a statement is sent as a form, to the path with its slash, for English names', async () => {
  const sent: FakeRequest[] = [];
  next = (request) => {
    sent.push(request);
    return success([], null);
  };
  await ask();
  expect(sent[0]?.path).toBe('/v1/query/');
  expect(sent[0]?.headers).toMatchObject({ 'x-language': 'en', 'content-type': 'application/x-www-form-urlencoded' });
  expect(Object.fromEntries(new URLSearchParams(sent[0]?.text))).toEqual({ db: 'flow_log', sql: statement.sql });
});

test('columns are found by their name, whatever their order and whoever else is there', async () => {
  next = () => success(['extra', 'endpoint'], [[1, '/a']]);
  expect(await ask()).toEqual([{ extra: 1, endpoint: '/a' }]);
});

test('no rows are null', async () => {
  next = () => success(['endpoint'], null);
  expect(await ask()).toEqual([]);
});

test.each([
  [
    'a refused statement',
    { status: 500, body: { OPT_STATUS: 'FAIL', DESCRIPTION: 'syntax error at position 6', result: null } },
    'upstream_rejected',
    'HTTP 500: syntax error at position 6',
  ],
  [
    'the two documents of a panic',
    { status: 400, body: '{"OPT_STATUS":"SERVER_ERROR","DESCRIPTION":"it broke","result":null,"debug":null}{}' },
    'upstream_rejected',
    'HTTP 400: it broke',
  ],
  [
    'a web page',
    { headers: { 'content-type': 'text/html' }, body: '<html><title>Sign in</title></html>' },
    'upstream_contract',
    undefined,
  ],
  ['a cut body', { body: '{"OPT_STATUS":"SUCC' }, 'upstream_contract', undefined],
  ['another form', { body: { OPT_STATUS: 'SUCCESS', result: { columns: 'x' } } }, 'upstream_contract', undefined],
  ['a redirect', { status: 307, headers: { location: '/elsewhere' }, body: '' }, 'upstream_rejected', undefined],
] as const)('%s is a problem with its own words', async (_what, answer, code, detail) => {
  next = () => answer;
  await expect(ask()).rejects.toMatchObject({
    problem: { code, upstream: 'querier', ...(detail !== undefined && { detail }) },
  });
});

test('a silent querier is given up after the gateway’s timeout', async () => {
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  next = async () => {
    await released;
    return success([], null);
  };
  const gateway = { ...fakeGateway({ querierUrl: upstream.url }), timeoutMs: 100 };
  await expect(query(gateway, statement)).rejects.toMatchObject({ problem: { code: 'upstream_timeout' } });
  release();
});

test('without a querier nothing is asked', async () => {
  await expect(query(fakeGateway({}), statement)).rejects.toMatchObject({ problem: { code: 'not_configured' } });
});

test('a number that JSON has rounded, or a column that is not there, is a problem and not a wrong value', () => {
  const row = { big: 2 ** 62, text: 'x', id: '7541318326685794307', none: null };
  expect(id(row, 'id')).toBe('7541318326685794307');
  expect(() => id(row, 'big')).toThrow('Column big is number');
  expect(() => maybeNumber(row, 'big')).toThrow('Column big is number');
  expect(() => text(row, 'missing')).toThrow('Column missing is missing');
  expect(maybeNumber(row, 'none')).toBeNull();
});
