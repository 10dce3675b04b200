import type { Server } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GatewayConfig } from '@/sandbox/apisix/config';
import { close, portOf } from '@/sandbox/apisix/listen';
import { Store } from '@/sandbox/apisix/store';
import { startAdmin } from './server';

const adminKey = 'edd1c9f034335f136f87ad84b625c8f1';
const viewerKey = '4054f7cf07e344346cd3f287985e76a2';
const upstream = { type: 'roundrobin', nodes: { '127.0.0.1:1980': 1 } };

let store: Store;
let server: Server;
let base: string;

beforeEach(async () => {
  store = new Store();
  server = await startAdmin({ store, config: new GatewayConfig(), host: '127.0.0.1', port: 0 });
  base = `http://127.0.0.1:${portOf(server)}/apisix/admin`;
});
afterEach(() => close(server));

async function call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(`${base}${path}`, {
    method,
    headers: { 'X-API-KEY': adminKey, ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const json = response.headers.get('content-type') === 'application/json' && /^[[{"]/.test(text);
  return { status: response.status, headers: response.headers, body: json ? JSON.parse(text) : text };
}

const putRoute = (id: string, more: object = {}) => call('PUT', `/routes/${id}`, { uri: `/${id}`, upstream, ...more });
const routeValue = async (id: string) => (await call('GET', `/routes/${id}`)).body.value;

describe('revisions and lost updates', () => {
  it('shows revisions in reads and in no answer to a write', async () => {
    const created = await putRoute('1');
    expect(created.status).toBe(201);
    expect(Object.keys(created.body)).toEqual(['key', 'value']);
    const read = await call('GET', '/routes/1');
    expect(read.body).toMatchObject({ createdIndex: 15, modifiedIndex: 15 });
    expect(read.headers.get('etag')).toBeNull();
  });

  it('answers 412 to a conditional header after the write has been done', async () => {
    await putRoute('1');
    const conditional = { 'If-Match': '"1"' };
    const patched = await call('PATCH', '/routes/1', { desc: 'written' }, conditional);
    expect(patched.status).toBe(412);
    expect(patched.body).toContain('<title>412 Precondition Failed</title>');
    expect(await routeValue('1')).toMatchObject({ desc: 'written' });
    expect((await call('DELETE', '/routes/1', undefined, conditional)).status).toBe(412);
    expect((await call('GET', '/routes/1')).status).toBe(404);
  });

  it('lets one of concurrent PATCHes win and refuses those that read before it wrote', async () => {
    await putRoute('1');
    const indexes = [...Array(30).keys()];
    const answers = await Promise.all(indexes.map((i) => call('PATCH', '/routes/1', { labels: { [`l${i}`]: '1' } })));
    const won = answers.filter(({ status }) => status === 200);
    const lost = answers.filter(({ status }) => status === 503);
    expect(won.length + lost.length).toBe(30);
    expect(lost.length).toBeGreaterThan(0);
    expect(lost[0]?.body).toEqual({ error_msg: 'value changed before overwritten' });
    expect(Object.keys((await routeValue('1')).labels)).toHaveLength(won.length);
  });

  it('lets every one of concurrent PUTs through', async () => {
    const answers = await Promise.all([...Array(30).keys()].map((i) => putRoute('1', { desc: `${i}` })));
    expect(answers.every(({ status }) => status === 200 || status === 201)).toBe(true);
  });

  it('refuses the times of a value that was read, except in a PATCH', async () => {
    await putRoute('1');
    const value = await routeValue('1');
    expect((await call('PUT', '/routes/1', value)).body).toEqual({
      error_msg: 'the property is forbidden:  create_time',
    });
    expect((await call('PATCH', '/routes/1', { create_time: 5, update_time: 6 })).body.value).toMatchObject({
      create_time: 5,
      update_time: 6,
    });
  });
});

describe('lists', () => {
  beforeEach(async () => {
    for (const id of ['b', 'a', 'c'])
      await putRoute(id, id === 'c' ? {} : { name: `route ${id}`, labels: { env: 'x' } });
  });
  const ids = async (query: string) =>
    (await call('GET', `/routes${query}`)).body.list.map((row: { value: { id: string } }) => row.value.id);

  it('sorts pages by creation and whole lists by key', async () => {
    expect(await ids('')).toEqual(['a', 'b', 'c']);
    expect(await ids('?page=1&page_size=10')).toEqual(['b', 'a', 'c']);
  });

  it('needs both page and page_size, as numbers', async () => {
    for (const query of ['?page=2', '?page_size=10', '?page=x&page_size=10']) expect(await ids(query)).toHaveLength(3);
    expect(await ids('?page=-1&page_size=10')).toHaveLength(3);
  });

  it('answers an object where a page past the end has no list', async () => {
    expect((await call('GET', '/routes?page=2&page_size=10')).body).toEqual({ list: {}, total: 3 });
  });

  it('refuses page sizes outside 10 to 500 in plain text', async () => {
    for (const size of [9, 501]) {
      const { status, body } = await call('GET', `/routes?page=1&page_size=${size}`);
      expect([status, body]).toEqual([400, 'page_size must be between 10 and 500']);
    }
  });

  it('filters by expressions, by the key of a label, and ignores other filters', async () => {
    expect(await ids('?name=route')).toEqual(['a', 'b']);
    expect(await ids('?name=ROUTE')).toEqual([]);
    expect(await ids('?name=%5B')).toEqual([]);
    expect(await ids('?name=nil')).toEqual(['c']);
    expect(await ids('?label=env')).toEqual(['a', 'b']);
    expect(await ids('?label=env:x')).toEqual([]);
    expect(await ids('?uri=%5E/a%24')).toEqual(['a']);
    expect(await ids('?filter=name%3Dzzz')).toHaveLength(3);
    expect(await ids('?filter=service_id%3Dzzz')).toEqual([]);
  });
});

describe('paths below an object', () => {
  it('replaces the value at a sub path with PATCH, and refuses null there', async () => {
    await putRoute('1', { plugins: { cors: { max_age: 5 } } });
    const patched = await call('PATCH', '/routes/1/plugins/cors', { allow_origins: '*' });
    expect(patched.body.value.plugins).toEqual({ cors: { allow_origins: '*' } });
    expect((await call('PATCH', '/routes/1/plugins/cors', 'null')).status).toBe(400);
  });

  it('deletes the whole route with a DELETE below it', async () => {
    await putRoute('1', { plugins: { cors: {} } });
    expect((await call('DELETE', '/routes/1/plugins/cors')).body).toEqual({ deleted: '1', key: '/apisix/routes/1' });
    expect((await call('GET', '/routes/1')).status).toBe(404);
  });

  it('ignores the sub path of a GET, and of a PUT, whose body is the whole route', async () => {
    await putRoute('1');
    expect((await call('GET', '/routes/1/plugins')).body.value.id).toBe('1');
    expect((await call('PUT', '/routes/1/plugins', { cors: {} })).body.error_msg).toMatch(/forbidden, found cors$/);
  });
});

describe('errors', () => {
  it('names a plugin that is not loaded', async () => {
    const config = new GatewayConfig({ plugins: ['prometheus'] });
    const other = await startAdmin({ store, config, host: '127.0.0.1', port: 0 });
    const response = await fetch(`http://127.0.0.1:${portOf(other)}/apisix/admin/routes/1`, {
      method: 'PUT',
      headers: { 'X-API-KEY': adminKey },
      body: JSON.stringify({ uri: '/x', upstream, plugins: { opentelemetry: {} } }),
    });
    expect([response.status, await response.json()]).toEqual([400, { error_msg: 'unknown plugin [opentelemetry]' }]);
    await close(other);
  });

  it('echoes malformed JSON, and fails on JSON that is no object', async () => {
    expect((await call('PUT', '/routes/1', '{')).body).toMatchObject({ req_body: '{' });
    for (const body of ['null', '5', '"x"']) expect((await call('PUT', '/routes/1', body)).status).toBe(500);
  });

  it('refuses a body over 1.5 MiB', async () => {
    expect((await call('PUT', '/routes/1', 'x'.repeat(1_572_865))).body.error_msg).toBe(
      'invalid request body: request size 1572865 is greater than the maximum size 1572864 allowed',
    );
  });

  it('lets a viewer read and do nothing else, validation included', async () => {
    const viewer = { 'X-API-KEY': viewerKey };
    expect((await call('GET', '/routes', undefined, viewer)).status).toBe(200);
    for (const path of ['/schema/validate/routes', '/configs/validate']) {
      const { status, body } = await call('POST', path, {}, viewer);
      expect([status, body.description]).toEqual([401, 'invalid method for role viewer']);
    }
  });

  it('knows no PATCH of consumers and plugin metadata', async () => {
    for (const path of ['/consumers/jack', '/plugin_metadata/opentelemetry']) {
      expect((await call('PATCH', path, {})).status).toBe(405);
    }
  });

  it('answers 503 while etcd is down, and still lists plugins', async () => {
    store.down = true;
    for (const [method, body] of [['GET'], ['PUT', { uri: '/x', upstream }], ['PATCH', {}], ['DELETE']] as const) {
      const answer = await call(method, '/routes/1', body);
      expect([answer.status, answer.body]).toEqual([503, { error_msg: 'has no healthy etcd endpoint available' }]);
    }
    expect((await call('GET', '/plugins/list')).status).toBe(200);
  });
});

describe('references and secrets', () => {
  it('keeps what is in use, unless forced', async () => {
    await call('PUT', '/upstreams/u', upstream);
    await call('PUT', '/routes/1', { uri: '/x', upstream_id: 'u' });
    expect((await call('DELETE', '/upstreams/u')).body.error_msg).toBe(
      'can not delete this upstream, route [1] is still using it now',
    );
    expect((await call('DELETE', '/upstreams/u?force=true')).status).toBe(200);
  });

  it('shows secrets sealed in answers to writes and in clear in reads', async () => {
    const plugins = { 'key-auth': { key: 'jack-key-1' } };
    const written = await call('PUT', '/consumers', { username: 'jack', plugins });
    expect(written.body.value.plugins['key-auth'].key).toBe('kVwTNFH/gdws2az7fdTIZA==');
    expect((await call('GET', '/consumers/jack')).body.value.plugins).toEqual(plugins);
  });

  it('deletes the credentials of a consumer with it', async () => {
    await call('PUT', '/consumers', { username: 'jack' });
    await call('PUT', '/consumers/jack/credentials/c1', { plugins: { 'key-auth': { key: 'k' } } });
    expect((await call('PUT', '/consumers/jill/credentials/c1', {})).status).toBe(404);
    await call('DELETE', '/consumers/jack');
    expect(store.list('credentials')).toEqual([]);
  });

  it('refuses a second global rule with the same plugin', async () => {
    await call('PUT', '/global_rules/1', { plugins: { prometheus: {} } });
    expect((await call('PUT', '/global_rules/2', { plugins: { prometheus: {} } })).body.error_msg).toBe(
      "plugin 'prometheus' already exists in global rule with id '1'",
    );
  });
});
