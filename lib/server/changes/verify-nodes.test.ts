import type { Server } from 'node:http';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { PluginWish } from '@/lib/changes/dto';
import { GatewayConfig as SandboxConfig } from '@/sandbox/apisix/config';
import { startControl } from '@/sandbox/apisix/control/server';
import { Store } from '@/sandbox/apisix/store';
import { closeServer, portOf, startTestGateway, type TestGateway } from '@/test/gateway';
import { applyChange } from './apply-change';
import { applyMetadata, planMetadata } from './metadata';
import { planChange } from './plan-change';

let sandbox: TestGateway;
let nodes: Server[];

beforeEach(async () => {
  sandbox = await startTestGateway();
  nodes = [];
});
afterEach(() => Promise.all([sandbox.close(), ...nodes.map(closeServer)]));

/** A node of the gateway; with a store of its own it is one that no change reaches. */
async function node(store: Store = sandbox.store): Promise<string> {
  const server = await startControl({ store, config: new SandboxConfig({}), host: '127.0.0.1', port: 0 });
  nodes.push(server);
  return `http://127.0.0.1:${portOf(server)}`;
}

function at(...urls: string[]) {
  return { gateway: { ...sandbox.gateway, control: { urls } }, records: sandbox.records };
}

const upstream = { type: 'roundrobin', nodes: { '127.0.0.1:1980': 1 } };
const on: PluginWish = { state: 'on', config: { sampler: { name: 'trace_id_ratio', options: { fraction: 0.5 } } } };

async function apply(context: ReturnType<typeof at>, wish: PluginWish) {
  const { seen } = await planChange(context, '1', 'opentelemetry', wish);
  return applyChange(context, { routeId: '1', plugin: 'opentelemetry', wish, seen, actor: 'alice' });
}

test('each node that runs what was written is the same, defaults that it fills in included, and so is one without', async () => {
  await sandbox.admin('PUT', '/routes/1', { uri: '/a', upstream });
  const context = at(await node(), await node());
  const [a = '', b = ''] = context.gateway.control.urls;
  const same = [a, b].map((address) => ({ address, status: 'same', problem: null }));
  expect((await apply(context, on)).nodes).toEqual(same);
  expect((await apply(context, { state: 'off' })).nodes).toEqual(same);
});

test('a node that no change reaches differs, one that does not answer is said not to, and the change is none the worse', async () => {
  const copy = { sampler: { name: 'trace_id_ratio', options: { fraction: 0.5 } } };
  await sandbox.admin('PUT', '/routes/1', { uri: '/a', upstream, plugins: { opentelemetry: { x_new: 1, ...copy } } });
  const stale = new Store({});
  stale.put('routes', '1', { id: '1', uri: '/a', upstream, plugins: { opentelemetry: { x_new: 1, ...copy } } });
  const context = at(await node(stale), 'http://127.0.0.1:9');
  const result = await apply(context, { state: 'exactly', config: copy });
  expect(result).toMatchObject({
    verified: true,
    nodes: [{ status: 'different' }, { status: 'unanswered', problem: { upstream: 'control' } }],
  });
  const items = await sandbox.records.itemsOf(result.changeId ?? '', ['written']);
  expect(items).toMatchObject([{ verified: true, nodes: [{ status: 'different' }, { status: 'unanswered' }] }]);
});

test('the metadata that a node uses is looked at as well', async () => {
  const context = at(await node());
  for (const wish of [
    { state: 'on', config: { set_ngx_var: true } },
    { state: 'exactly', config: null },
  ] as const) {
    const { seen } = await planMetadata(context.gateway, 'opentelemetry', wish);
    const result = await applyMetadata(context, { plugin: 'opentelemetry', wish, seen, actor: 'alice' });
    expect(result.nodes).toMatchObject([{ status: 'same' }]);
  }
});
