import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { patchObject, writeMetadata } from '@/lib/server/apisix/admin';
import { startTestGateway, type TestGateway } from '@/test/gateway';
import { applyChange } from './apply-change';
import { applyMetadata, planMetadata } from './metadata';
import { planBulk } from './plan-bulk';
import { planChange } from './plan-change';
import { runChange } from './run-change';
import { controlChange, startChange } from './start-change';
import { planUndo, revertChange } from './undo';

let sandbox: TestGateway;
beforeAll(async () => {
  sandbox = await startTestGateway();
});
afterAll(() => sandbox.close());

const ids = ['q0', 'q1'];
const all = { outcomes: ['will_change'], options: null } as const;

async function start(id: string, revertAt: number | null = null): Promise<void> {
  await startChange(sandbox, id, { ...all, outcomes: [...all.outcomes], revertAt });
  await runChange(sandbox, id);
}

async function everyWayOfWriting(): Promise<void> {
  const plugin = 'opentelemetry';
  const on = { state: 'on' } as const;
  const { seen } = await planChange(sandbox, 'q0', plugin, on);
  const { changeId } = await applyChange(sandbox, { routeId: 'q0', plugin, wish: on, seen, actor: 'alice' });
  await start((await planUndo(sandbox, changeId ?? '', 'undo', 'alice')).id);
  const bulk = await planBulk(sandbox, { plugin, wish: on, routes: { ids } }, 'alice');
  await start(bulk.id, Date.now() + 60_000);
  const undo = await revertChange(sandbox, bulk.id);
  await runChange(sandbox, undo?.id ?? '');
  const refused = await planBulk(sandbox, { plugin, wish: on, routes: { ids } }, 'alice');
  await sandbox.admin('PATCH', '/routes/q1', { plugins: { [plugin]: { x_new: 1 } } });
  await start(refused.id);
  await controlChange(sandbox, refused.id, 'retry');
  await runChange(sandbox, refused.id);
  const metadata = await planMetadata(sandbox.gateway, plugin, { state: 'on', config: { set_ngx_var: true } });
  const written = await applyMetadata(sandbox, {
    plugin,
    wish: { state: 'on', config: { set_ngx_var: true } },
    seen: metadata.seen,
    actor: 'alice',
  });
  await start((await planUndo(sandbox, written.changeId ?? '', 'undo', 'alice')).id);
}

test('No path of this module can send PUT on a route, a conditional header, or DELETE below a route', async () => {
  for (const id of ids)
    await sandbox.admin('PUT', `/routes/${id}`, {
      uri: `/${id}`,
      upstream: { type: 'roundrobin', nodes: { '127.0.0.1:1980': 1 } },
    });
  await everyWayOfWriting();
  const sent = sandbox.requests.filter(({ method }) => method !== 'GET');
  const kinds = new Set(sent.map(({ method, path }) => `${method} ${path.replace(/\/routes\/[\w-]+$/, '/routes/…')}`));
  expect([...kinds].sort()).toEqual([
    'DELETE /apisix/admin/plugin_metadata/opentelemetry',
    'PATCH /apisix/admin/routes/…',
    'POST /apisix/admin/configs/validate',
    'POST /apisix/admin/schema/validate/routes',
    'PUT /apisix/admin/plugin_metadata/opentelemetry',
  ]);
  for (const { headers } of sandbox.requests)
    expect(Object.keys(headers).filter((name) => name.startsWith('if-'))).toEqual([]);
  // Each PATCH names the one plugin and nothing else of the route.
  for (const { method, body } of sent)
    if (method === 'PATCH') expect(body).toEqual({ plugins: { opentelemetry: expect.toSatisfy(() => true) } });
});

test('an id is one step of a path, whatever stands in it', async () => {
  sandbox.requests.length = 0;
  await patchObject(sandbox.gateway, 'routes', 'q0/plugins/cors', {}).catch(() => undefined);
  await writeMetadata(sandbox.gateway, '../routes/q0', null).catch(() => undefined);
  const sent = sandbox.requests.filter(({ method }) => method !== 'GET');
  expect(sent.map(({ path }) => path)).toEqual([
    '/apisix/admin/routes/q0%2Fplugins%2Fcors',
    '/apisix/admin/plugin_metadata/..%2Froutes%2Fq0',
  ]);
});

test('PUT and DELETE are sent from one function, whose path is that of plugin metadata', () => {
  const root = `${import.meta.dirname}/../../..`;
  const sources = ['app', 'lib']
    .flatMap((folder) =>
      readdirSync(`${root}/${folder}`, { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`),
    )
    .filter((name) => /\.tsx?$/.test(name) && !name.includes('.test.') && !name.includes('testing'));
  const lines = sources.flatMap((name) =>
    readFileSync(`${root}/${name}`, 'utf8')
      .split('\n')
      .filter((line) =>
        /method: ['"](PUT|DELETE)['"]|['"]if-(match|none-match|unmodified-since|modified-since)['"]/i.test(line),
      )
      .map((line) => `${name}: ${line.trim()}`),
  );
  const sending = lines.filter(
    (line) => !line.startsWith('lib/changes/') && !line.startsWith('lib/server/changes/metadata.ts'),
  );
  expect(new Set(sending.map((line) => line.split(':')[0]))).toEqual(new Set(['lib/server/apisix/admin.ts']));
  const admin = readFileSync(`${root}/lib/server/apisix/admin.ts`, 'utf8');
  const [, body = ''] = /export async function writeMetadata\(([\s\S]*?)\n}\n/.exec(admin) ?? [];
  expect(body).toContain('`/plugin_metadata/${encodeURIComponent(plugin)}`');
  expect(admin.replace(body, '')).not.toMatch(/method: '(PUT|DELETE)'/);
});
