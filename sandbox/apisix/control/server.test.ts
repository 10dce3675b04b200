import type { Server } from 'node:http';
import { createServer } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GatewayConfig } from '@/sandbox/apisix/config';
import { close, listen, portOf } from '@/sandbox/apisix/listen';
import { Store } from '@/sandbox/apisix/store';
import { HealthChecker } from './health-checker';
import { startControl } from './server';

let store: Store;
let health: HealthChecker;
let server: Server;
let base: string;

beforeEach(async () => {
  store = new Store();
  health = new HealthChecker({ store, resolve: (host, port) => ({ host, port, ip: host }) });
  server = await startControl({ store, config: new GatewayConfig(), health, host: '127.0.0.1', port: 0 });
  base = `http://127.0.0.1:${portOf(server)}`;
});
afterEach(async () => {
  health.stop();
  await close(server);
});

async function get(path: string) {
  const response = await fetch(`${base}${path}`);
  const text = await response.text();
  return { status: response.status, body: text.startsWith('<') ? text : JSON.parse(text) };
}

describe('Control API', () => {
  it('answers an object for an empty list', async () => {
    expect((await get('/v1/routes')).body).toEqual({});
  });

  it('shows a route with its defaults, as it shows it while etcd is down', async () => {
    store.put('routes', '1', {
      id: '1',
      uri: '/x',
      plugins: { prometheus: {} },
      upstream: { nodes: { 'cart:80': 1 } },
    });
    store.down = true;
    const { body } = await get('/v1/route/1');
    expect(body).toMatchObject({ modifiedIndex: 15, has_domain: true });
    expect(body.value).toMatchObject({
      priority: 0,
      status: 1,
      plugins: { prometheus: { prefer_name: false, _meta: {} } },
    });
    expect(body.value.upstream).toMatchObject({ nodes: [{ host: 'cart', port: 80, weight: 1 }], scheme: 'http' });
    expect(store.get('routes', '1')?.value.priority).toBeUndefined();
  });

  it('names what is missing', async () => {
    expect(await get('/v1/route/zzz')).toEqual({ status: 404, body: { error_msg: 'route[zzz] not found' } });
    expect((await get('/v1/nope')).status).toBe(404);
  });

  it('fills in the defaults of plugin metadata', async () => {
    store.put('plugin_metadata', 'opentelemetry', { id: 'opentelemetry' });
    expect((await get('/v1/plugin_metadata/opentelemetry')).body.collector.address).toBe('127.0.0.1:4318');
  });

  it('checks the nodes of an upstream once a request went to one of them', async () => {
    const node = await listen(
      createServer((_, response) => response.end()),
      '127.0.0.1',
      0,
    );
    const { entry } = store.put('upstreams', 'u', {
      id: 'u',
      nodes: [
        { host: '127.0.0.1', port: portOf(node), weight: 1 },
        { host: '127.0.0.1', port: 1, weight: 1 },
      ],
      checks: { active: { type: 'http', http_path: '/' } },
    });
    expect((await get('/v1/healthcheck')).body).toEqual([{ name: '/apisix/upstreams/u', type: 'http', nodes: {} }]);
    health.proxied('127.0.0.1', portOf(node));
    await health.check(entry);
    await health.check(entry);
    const { nodes } = (await get('/v1/healthcheck/upstreams/u')).body;
    expect(nodes.map(({ status }: { status: string }) => status)).toEqual(['healthy', 'unhealthy']);
    const checked = { name: '/apisix/upstreams/u', ip: '127.0.0.1' };
    expect(health.checked()).toEqual([
      { ...checked, port: portOf(node), isUp: true },
      { ...checked, port: 1, isUp: false },
    ]);
    await close(node);
  });
});
