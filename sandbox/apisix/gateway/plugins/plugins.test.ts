import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { TestBed } from '@/sandbox/apisix/gateway/testing/start';
import type { JsonObject } from '@/sandbox/apisix/lua/json';

let bed: TestBed;
let upstream: string;

beforeEach(async () => {
  bed = new TestBed();
  ({ upstream } = await bed.start());
});
afterEach(() => bed.stop());

function route(plugins: JsonObject, more: JsonObject = {}): void {
  bed.put('routes', 'r', { uri: '/*', name: 'shop', upstream: { nodes: { [upstream]: 1 } }, plugins, ...more });
}

test('fault-injection: aborts with its own body and variables, for the requests that its vars name', async () => {
  const abort = {
    http_status: 418,
    body: 'no $arg_v',
    headers: { 'X-Route': '$route_name' },
    vars: [[['arg_v', '==', '1']]],
  };
  route({ 'fault-injection': { abort } });
  const aborted = await bed.send('/?v=1');
  expect(aborted).toMatchObject({ status: 418, body: 'no 1', headers: { 'x-route': 'shop' } });
  expect((await bed.send('/?v=2')).status).toBe(200);
  route({ 'fault-injection': { abort: { http_status: 503, percentage: 0 } } });
  expect((await bed.send('/')).status).toBe(200);
});

describe('key-auth', () => {
  beforeEach(() => {
    bed.put('consumers', 'jack', { username: 'jack', plugins: { 'key-auth': { key: 'one' } } });
    bed.put('credentials', 'jack/c1', { plugins: { 'key-auth': { key: 'two' } } });
  });

  test('takes the key of a consumer or of its credential, from header or query, and hides it when asked', async () => {
    route({ 'key-auth': { hide_credentials: true } });
    expect(await bed.send('/')).toMatchObject({ status: 401, body: '{"message":"Missing API key in request"}\n' });
    const wrong = await bed.send('/', { headers: { apikey: 'x' } });
    expect(wrong).toMatchObject({ status: 401, headers: { 'www-authenticate': 'apikey realm="key"' } });
    await bed.send('/', { headers: { apikey: 'one' } });
    await bed.send('/?a=1&apikey=two');
    expect(bed.received.map(({ url, headers }) => [url, headers.apikey, headers['x-consumer-username']])).toEqual([
      ['/', undefined, 'jack'],
      ['/?a=1', undefined, 'jack'],
    ]);
    expect(bed.received[1]?.headers['x-credential-identifier']).toBe('c1');
  });

  test('consumer over consumer group over route, and what only they bring runs too', async () => {
    bed.put('consumer_groups', 'g', {
      plugins: { 'response-rewrite': { headers: { set: { 'X-Tier': 'group' } } }, 'request-id': {} },
    });
    const plugins = { 'key-auth': { key: 'one' }, 'proxy-rewrite': { headers: { set: { 'X-From': 'consumer' } } } };
    bed.put('consumers', 'jack', { username: 'jack', group_id: 'g', plugins });
    route({ 'key-auth': {}, 'response-rewrite': { headers: { set: { 'X-Tier': 'route' } } } });
    const answer = await bed.send('/', { headers: { apikey: 'one' } });
    expect(answer.headers).toMatchObject({
      'x-tier': 'group',
      'x-request-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    expect(bed.received[0]?.headers).toMatchObject({
      'x-from': 'consumer',
      'x-request-id': answer.headers['x-request-id'],
    });
  });
});

test('limit-count: counts per client, says what is left, rejects the rest, and starts anew only when it is changed itself', async () => {
  route({ 'limit-count': { count: 1, time_window: 60, rejected_code: 429, rejected_msg: 'slow down' } });
  const first = await bed.send('/');
  expect(first.headers).toMatchObject({
    'x-ratelimit-limit': '1',
    'x-ratelimit-remaining': '0',
    'x-ratelimit-reset': '60',
  });
  expect(await bed.send('/')).toMatchObject({ status: 429, body: '{"error_msg":"slow down"}\n' });
  expect((await bed.send('/', { headers: { 'x-real-ip': '9.9.9.9' } })).status).toBe(200);
  route({
    'limit-count': { count: 1, time_window: 60, rejected_code: 429, rejected_msg: 'slow down' },
    prometheus: {},
  });
  expect((await bed.send('/')).status).toBe(429);
  route({ 'limit-count': { count: 2, time_window: 60 } });
  expect((await bed.send('/')).status).toBe(200);
});

test('proxy-rewrite: uri, method, host and headers as the upstream sees them', async () => {
  const headers = { set: { 'X-Id': '$1', 'X-Host': '$host' }, add: { 'X-More': 'b' }, remove: ['X-Drop'] };
  route({ 'proxy-rewrite': { regex_uri: ['^/m/(.*)$', '/shop/$1?from=m'], method: 'PUT', host: 'in.test', headers } });
  await bed.send('/m/a%20b?x=1', { headers: { host: 'out.test', 'x-drop': '1', 'x-more': 'a' } });
  expect(bed.received[0]).toMatchObject({ method: 'PUT', url: '/shop/a%20b?from=m&x=1' });
  expect(bed.received[0]?.headers).toMatchObject({
    host: 'in.test',
    'x-id': 'a b',
    'x-host': 'out.test',
    'x-more': 'a, b',
  });
  expect(bed.received[0]?.headers).not.toHaveProperty('x-drop');
  route({ 'proxy-rewrite': { uri: '/fixed/$arg_x' } });
  await bed.send('/any?x=1');
  expect(bed.received[1]?.url).toBe('/fixed/1?x=1');
  route({ 'proxy-rewrite': { uri: '/fixed?v=$arg_x' } });
  await bed.send('/any?x=%0d%0aInjected:%201');
  expect(bed.received[2]?.url).toBe('/fixed?v=%0D%0AInjected:%201&x=%0d%0aInjected:%201');
});

test('request-id: keeps the one that came, makes one otherwise, and gives it back', async () => {
  route({ 'request-id': {} });
  expect((await bed.send('/', { headers: { 'x-request-id': 'mine' } })).headers['x-request-id']).toBe('mine');
  const made = (await bed.send('/')).headers['x-request-id'];
  expect(made).toMatch(/^[0-9a-f-]{36}$/);
  expect(bed.received[1]?.headers['x-request-id']).toBe(made);
});

test('response-rewrite: status, headers and body, for the answers that its vars name', async () => {
  const vars = [['status', '==', 500]];
  route({
    'response-rewrite': {
      status_code: 200,
      body: 'sorry',
      headers: { set: { 'X-Was': '$status' }, remove: ['X-Answer'] },
      vars,
    },
  });
  const rewritten = await bed.send('/?status=500');
  expect(rewritten).toMatchObject({ status: 200, body: 'sorry' });
  expect(rewritten.headers).not.toHaveProperty('x-answer');
  expect(await bed.send('/?status=404')).toMatchObject({ status: 404, body: 'seen /?status=404' });
  route({ 'response-rewrite': { filters: [{ regex: 's(e+)n', replace: 'S$1N', scope: 'global' }] } });
  expect((await bed.send('/seen')).body).toBe('SeeN /SeeN');
});

test('cors: answers preflights itself and names the origin it allows', async () => {
  route({ cors: { allow_origins: 'https://a.test,https://b.test', allow_methods: 'GET' } });
  const preflight = await bed.send('/', { method: 'OPTIONS', headers: { origin: 'https://b.test' } });
  expect(preflight).toMatchObject({
    status: 200,
    headers: { 'access-control-allow-origin': 'https://b.test', 'access-control-allow-methods': 'GET', vary: 'Origin' },
  });
  expect(bed.received).toHaveLength(0);
  const other = await bed.send('/', { headers: { origin: 'https://evil.test' } });
  expect(other.headers).not.toHaveProperty('access-control-allow-origin');
});

test('order: the priority of the plugins, or what _meta says of it', async () => {
  const abort = { http_status: 403 };
  route({ 'fault-injection': { abort }, 'key-auth': {} });
  expect((await bed.send('/')).status).toBe(403);
  route({
    'fault-injection': { abort, _meta: { priority: 1 } },
    'key-auth': { _meta: { error_response: { m: 'x' } } },
  });
  expect(await bed.send('/')).toMatchObject({ status: 401, body: '{"m":"x"}\n' });
});

test('a plugin in two global rules runs for neither; one that the sandbox does not run does nothing', async () => {
  const plugins = { 'response-rewrite': { status_code: 202 }, 'ip-restriction': { blacklist: ['127.0.0.1'] } };
  route({});
  bed.put('global_rules', '1', { plugins });
  expect((await bed.send('/')).status).toBe(202);
  bed.put('global_rules', '2', { plugins });
  expect((await bed.send('/')).status).toBe(200);
});
