import type { Server, ServerResponse } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { ProblemError } from '@/lib/http/problem';
import { closeServer, gatewayAt, portOf, serve } from '@/test/gateway';
import { getObject, listObjects, listPlugins, patchObject, readPluginSchemas, validateObjects } from './admin';

const key = 'a-key-that-nobody-may-see';
let server: Server | undefined;
afterEach(async () => {
  if (server) await closeServer(server);
  server = undefined;
});

async function gatewayThat(answer: (response: ServerResponse) => void, timeoutMs = 2000) {
  server = await serve((_request, response) => answer(response));
  return gatewayAt(`http://127.0.0.1:${portOf(server)}`, { timeoutMs, key });
}

const json =
  (body: unknown, status = 200) =>
  (response: ServerResponse) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };
const html = (status: number) => (response: ServerResponse) => {
  const page = `<html><head><title>${status} Sorry</title></head><body>${key}</body></html>`;
  response.writeHead(status, { 'content-type': 'text/html' }).end(page);
};

async function problemOf(promise: Promise<unknown>) {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ProblemError);
  return (error as ProblemError).problem;
}

test.each<[string, (response: ServerResponse) => void, object]>([
  [
    'a wrong key',
    json({ error_msg: 'failed to check token', description: 'wrong apikey' }, 401),
    { code: 'upstream_unauthorized', status: 502, detail: 'HTTP 401: failed to check token: wrong apikey' },
  ],
  ['a gateway in front that wants a login', html(403), { code: 'upstream_unauthorized' }],
  ['a web page in place of the API', html(200), { code: 'upstream_contract' }],
  ['a page for a wrong path', html(404), { code: 'upstream_contract', detail: expect.stringContaining('404 Sorry') }],
  [
    'a proxy without its server',
    html(502),
    { code: 'upstream_rejected', detail: expect.stringContaining('502 Sorry') },
  ],
  [
    'etcd down',
    json({ error_msg: 'has no healthy etcd endpoint available' }, 503),
    { code: 'upstream_rejected', detail: 'HTTP 503: has no healthy etcd endpoint available' },
  ],
  [
    'a redirect, which could take the key elsewhere',
    (response) => response.writeHead(302, { location: 'http://127.0.0.1:9/' }).end(),
    { code: 'upstream_rejected', detail: expect.stringContaining('redirect') },
  ],
  [
    'a truncated body',
    (response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
      response.write('{"list": [');
      setImmediate(() => response.destroy());
    },
    { code: 'upstream_unreachable', detail: expect.stringContaining('broke off after 10 bytes') },
  ],
  ['JSON that ends early', (response) => response.end('{"list": ['), { code: 'upstream_contract' }],
  ['nothing', (response) => response.end(), { code: 'upstream_contract', detail: 'Answered nothing (HTTP 200).' }],
  ['the API of APISIX 2', json({ node: { nodes: [] } }), { code: 'upstream_contract', field: 'list' }],
  ['a list that is none', json({ list: 'none' }), { code: 'upstream_contract', field: 'list' }],
  [
    'plain text',
    (response) => response.writeHead(400).end('page_size must be between 10 and 500'),
    { detail: 'HTTP 400: page_size must be between 10 and 500' },
  ],
])('names what is wrong with %s, and never the key', async (_case, answer, expected) => {
  const problem = await problemOf(listObjects(await gatewayThat(answer), 'routes'));
  expect(problem).toMatchObject({ upstream: 'admin', ...expected });
  expect(JSON.stringify(problem)).not.toContain(key);
});

test('silence ends with the timeout', async () => {
  const gateway = await gatewayThat(() => undefined, 100);
  expect(await problemOf(listObjects(gateway, 'routes'))).toMatchObject({ code: 'upstream_timeout', status: 504 });
});

test('silence in the middle of the body ends with the timeout', async () => {
  const gateway = await gatewayThat((response) => response.writeHead(200).write('{"list":'), 100);
  expect(await problemOf(listObjects(gateway, 'routes'))).toMatchObject({ code: 'upstream_timeout' });
});

test('a host that nobody answers for is unreachable', async () => {
  const gateway = gatewayAt('http://127.0.0.1:9');
  expect(await problemOf(listObjects(gateway, 'routes'))).toMatchObject({ code: 'upstream_unreachable' });
  const unknown = gatewayAt('http://no-such-host.invalid');
  expect(await problemOf(listObjects(unknown, 'routes'))).toMatchObject({
    code: 'upstream_unreachable',
    detail: expect.stringMatching(/ENOTFOUND|EAI_AGAIN/),
  });
});

test('a caller that has gone is no problem of the gateway', async () => {
  const abort = new AbortController();
  const gateway = await gatewayThat(() => abort.abort(new Error('gone')));
  await expect(getObject(gateway, 'routes', '1', abort.signal)).rejects.toThrow('gone');
});

test('a key that an answer echoes as the name of a field is masked too', async () => {
  const problem = await problemOf(readPluginSchemas(await gatewayThat(json({ [key]: 5 }))));
  expect(problem).toMatchObject({ code: 'upstream_contract', field: '********' });
  expect(JSON.stringify(problem)).not.toContain(key);
});

test('an empty list may come as an object', async () => {
  expect(await listObjects(await gatewayThat(json({ list: {}, total: 0 })), 'routes')).toEqual([]);
});

test('items keep fields of another version, and one that makes no sense does not take the others with it', async () => {
  const list = [
    {
      key: '/apisix/routes/1',
      value: { id: '1', uri: '/a', brand_new: { a: [1] } },
      createdIndex: 5,
      modifiedIndex: '6',
    },
    { key: '/apisix/routes/2', value: { uri: 5 } },
    { value: null },
    'route',
    { key: '/apisix/consumers/jack', value: { username: 'jack' } },
  ];
  expect(await listObjects(await gatewayThat(json({ list })), 'routes')).toEqual([
    { id: '1', value: { id: '1', uri: '/a', brand_new: { a: [1] } }, createdIndex: 5, modifiedIndex: 6 },
    { id: '2', value: { uri: 5 }, createdIndex: null, modifiedIndex: null },
    { id: '#3', value: {}, createdIndex: null, modifiedIndex: null, isBroken: true },
    { id: '#4', value: {}, createdIndex: null, modifiedIndex: null, isBroken: true },
    { id: 'jack', value: { username: 'jack' }, createdIndex: null, modifiedIndex: null },
  ]);
});

test('one object in an impossible shape names the field', async () => {
  const gateway = await gatewayThat(json({ value: 'route' }));
  expect(await problemOf(getObject(gateway, 'routes', '1'))).toMatchObject({
    code: 'upstream_contract',
    field: 'value',
  });
});

test('a missing object is told from a wrong address', async () => {
  const missing = await gatewayThat(json({ message: 'Key not found' }, 404));
  expect(await problemOf(getObject(missing, 'routes', '1'))).toMatchObject({ code: 'not_found', status: 404 });
});

test('a PATCH that another writer outran is a conflict, and one that is refused is not', async () => {
  const busy = await gatewayThat(json({ error_msg: 'value changed before overwritten' }, 503));
  expect(await problemOf(patchObject(busy, 'routes', '1', {}))).toMatchObject({ code: 'conflict' });
  if (server) await closeServer(server);
  const down = await gatewayThat(json({ error_msg: 'has no healthy etcd endpoint available' }, 503));
  expect(await problemOf(patchObject(down, 'routes', '1', {}))).toMatchObject({ code: 'upstream_rejected' });
});

test('no request carries a conditional header, and each carries the key in a header', async () => {
  const seen: Record<string, unknown>[] = [];
  server = await serve((request, response) => {
    seen.push({ ...request.headers, url: request.url });
    response.writeHead(200, { 'content-type': 'application/json' }).end('[]');
  });
  const gateway = gatewayAt(`http://127.0.0.1:${portOf(server)}`, { key });
  await patchObject(gateway, 'routes', 'a.b-c_1', { plugins: {} });
  await listPlugins(gateway);
  for (const headers of seen) {
    expect(headers['x-api-key']).toBe(key);
    expect(Object.keys(headers).filter((name) => name.startsWith('if-'))).toEqual([]);
    expect(headers.url).not.toContain(key);
  }
});

test('all errors of a validation come back, cleaned', async () => {
  const errors = [{ resource_type: 'routes', error: 'unknown plugin [x]' }, { error: `bad\n${key}` }];
  const gateway = await gatewayThat(json({ error_msg: 'Configuration validation failed', errors }, 400));
  expect(await validateObjects(gateway, 'routes', [{}])).toEqual([['unknown plugin [x]', 'bad ********']]);
});
