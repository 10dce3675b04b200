import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { applyChange } from '@/lib/server/changes/apply-change';
import { applyMetadata } from '@/lib/server/changes/metadata';
import { planBulk } from '@/lib/server/changes/plan-bulk';
import { planChange } from '@/lib/server/changes/plan-change';
import { gatewayStatus } from '@/lib/server/status';
import { closeServer, gatewayAt, portOf, serve, startTestGateway } from '@/test/gateway';
import { listObjects } from './admin';
import { getRouteDetail } from './route-detail';
import { routeIndex } from './route-index';

const wish = { state: 'on' as const, config: { sampler: { name: 'always_on' } } };
const fromFile = 'deployment:\n  role: data_plane\n  role_data_plane:\n    config_provider: yaml\n';

let folder: string;
const closing: (() => Promise<unknown>)[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'routelens-standalone-'));
});
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
  await rm(folder, { recursive: true, force: true });
});

async function mounted(text: string) {
  const file = join(folder, 'config.yaml');
  await writeFile(file, text);
  return { file, writable: false };
}

/** As APISIX answers whose routes are put whole: `configs` alone, and NGINX's page for every other path. */
async function configsAlone(): Promise<Server> {
  const server = await serve(({ url }, response) => {
    if (url === '/apisix/admin/configs')
      response
        .writeHead(200, { 'content-type': 'application/json', server: 'APISIX/3.18.0' })
        .end(JSON.stringify({ routes: [{ id: '1', uri: '/a' }], routes_conf_version: 2, services_conf_version: 0 }));
    else
      response
        .writeHead(404, { 'content-type': 'text/html; charset=utf-8' })
        .end('<html><head><title>404 Not Found</title></head><body><center>openresty</center></body></html>');
  });
  closing.push(() => closeServer(server));
  return server;
}

test('an Admin API that serves the whole document alone is named standalone, on the list and on the status page', async () => {
  const gateway = gatewayAt(`http://127.0.0.1:${portOf(await configsAlone())}`);
  const named = { problem: { code: 'upstream_standalone', upstream: 'admin' } };
  await expect(listObjects(gateway, 'routes')).rejects.toMatchObject(named);
  await expect(routeIndex(gateway).current()).rejects.toMatchObject(named);
  routeIndex(gateway).stop();
  const { checks } = await gatewayStatus(gateway);
  expect(checks.find(({ name }) => name === 'admin')).toMatchObject({ ok: false, ...named });
});

test('a data plane of a file has no Admin API: its mounted config.yaml says why', async () => {
  const gateway = gatewayAt('http://127.0.0.1:9');
  const unreachable = { problem: { code: 'upstream_unreachable' } };
  await expect(listObjects(gateway, 'routes')).rejects.toMatchObject(unreachable);
  const inEtcd = { ...gateway, staticConfig: await mounted('deployment:\n  role: traditional\n') };
  await expect(listObjects(inEtcd, 'routes')).rejects.toMatchObject(unreachable);
  const decoupled = { ...gateway, staticConfig: await mounted(fromFile.replace('yaml', 'control_plane')) };
  await expect(listObjects(decoupled, 'routes')).rejects.toMatchObject(unreachable);
  const inFile = { ...gateway, staticConfig: await mounted(fromFile) };
  await expect(listObjects(inFile, 'routes')).rejects.toMatchObject({ problem: { code: 'upstream_standalone' } });
});

test('a wrong address is not taken for standalone mode', async () => {
  const server = await serve((_request, response) => {
    response.writeHead(404, { 'content-type': 'text/html' }).end('<html><title>404</title></html>');
  });
  closing.push(() => closeServer(server));
  const gateway = gatewayAt(`http://127.0.0.1:${portOf(server)}`);
  await expect(listObjects(gateway, 'routes')).rejects.toMatchObject({ problem: { code: 'upstream_contract' } });
});

test('nothing is written to a gateway whose config.yaml takes its routes from a file, one by one or in bulk', async () => {
  const sandbox = await startTestGateway();
  closing.push(sandbox.close);
  await sandbox.admin('PUT', '/routes/1', { uri: '/a', upstream: { type: 'roundrobin', nodes: { '127.0.0.1:1': 1 } } });
  const context = { ...sandbox, gateway: { ...sandbox.gateway, staticConfig: await mounted(fromFile) } };
  expect(await getRouteDetail(context.gateway, '1')).toMatchObject({ writeBlocked: 'standalone' });
  const { seen } = await planChange(context, '1', 'opentelemetry', wish);
  const refused = { problem: { code: 'forbidden', reason: { code: 'standalone' } } };
  const input = { routeId: '1', plugin: 'opentelemetry' as const, wish, seen, actor: 'alice' };
  await expect(applyChange(context, input)).rejects.toMatchObject(refused);
  const plan = await planBulk(context, { plugin: 'opentelemetry', wish, routes: { ids: ['1'] } }, 'alice');
  expect(plan.outcomes).toMatchObject({ blocked: 1, will_change: 0 });
  await expect(
    applyMetadata(context, { plugin: 'opentelemetry', wish: { state: 'on', config: {} }, seen: '', actor: 'alice' }),
  ).rejects.toMatchObject({ problem: { code: expect.stringMatching(/forbidden|conflict/) } });
  const writes = sandbox.requests.filter(({ method, path }) => method !== 'GET' && !path.includes('validate'));
  expect(writes).toEqual([]);
});
