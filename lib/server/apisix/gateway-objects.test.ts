import { afterEach, expect, test } from 'vitest';
import { startTestGateway, type TestGateway } from '@/test/gateway';
import { readGatewayObjects } from './gateway-objects';

let sandbox: TestGateway | undefined;
afterEach(() => sandbox?.close());

test('reads what routes refer to, and of consumers no more than who has a copy of what', async () => {
  sandbox = await startTestGateway();
  await sandbox.admin('PUT', '/consumers', {
    username: 'jack',
    plugins: { 'key-auth': { key: 'key-of-jack' }, prometheus: {} },
  });
  await sandbox.admin('PUT', '/consumer_groups/g', { plugins: { prometheus: {} } });
  await sandbox.admin('PUT', '/plugin_metadata/opentelemetry', {});
  const objects = await readGatewayObjects(sandbox.gateway);
  expect(objects.consumers?.get('prometheus')).toEqual([
    {
      ...{ disabled: false, filtered: false, samples: 'some', count: 2 },
      named: [
        { place: 'consumer', id: 'jack' },
        { place: 'consumer_group', id: 'g' },
      ],
    },
  ]);
  expect(objects.authPlugins).toContain('key-auth');
  expect(objects).toMatchObject({ metadata: new Set(['opentelemetry']), needsMetadata: true, problems: [] });
  expect(objects.plugins).toContain('prometheus');
  expect(JSON.stringify(objects, (_key, value) => (value instanceof Map ? [...value] : value))).not.toContain(
    'key-of-jack',
  );
});

test('an opentelemetry whose metadata has no collector runs without metadata', async () => {
  sandbox = await startTestGateway();
  sandbox.fate = ({ path }) =>
    path.endsWith('plugins?all=true')
      ? { status: 200, body: '{"opentelemetry":{"schema":{},"priority":12009}}' }
      : 'pass';
  expect(await readGatewayObjects(sandbox.gateway)).toMatchObject({ needsMetadata: false });
});

test('after a read without an answer no other is tried', async () => {
  sandbox = await startTestGateway();
  sandbox.fate = ({ path }) => (path.endsWith('/upstreams') ? 'lose-request' : 'pass');
  const objects = await readGatewayObjects(sandbox.gateway);
  expect(objects).toMatchObject({ upstreams: null, pluginConfigs: null, plugins: null, consumers: null });
  expect(objects.services).not.toBeNull();
  expect(sandbox.requests.map(({ path }) => path)).toEqual(['/apisix/admin/services', '/apisix/admin/upstreams']);
});

test('a version that cannot list metadata is asked for the objects one by one', async () => {
  sandbox = await startTestGateway();
  await sandbox.admin('PUT', '/plugin_metadata/opentelemetry', {});
  sandbox.fate = ({ path }) =>
    path.endsWith('/plugin_metadata') ? { status: 400, body: '{"error_msg":"missing plugin name"}' } : 'pass';
  expect(await readGatewayObjects(sandbox.gateway)).toMatchObject({
    metadata: new Set(['opentelemetry']),
    problems: [],
  });
});
