import { readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { closeServer, gatewayAt, portOf, serve } from '@/test/gateway';
import { getObject, listObjects, listPlugins, validateObjects } from './admin';
import { askKeyRole } from './gateway-facts';

/** Answers of a real APISIX 3.18.0; of the list of routes the first four. */
const answers: Record<string, { status: number; server: string | null; contentType: string; body: string }> =
  JSON.parse(readFileSync('test/fixtures/apisix/admin-answers.json', 'utf8'));

let server: Server | undefined;
afterEach(async () => {
  if (server) await closeServer(server);
});

async function gatewayThatAnswers(name: string) {
  const answer = answers[name];
  if (!answer) throw new Error(`no recorded answer ${name}`);
  server = await serve((_request, response) => {
    response.writeHead(answer.status, { 'content-type': answer.contentType }).end(answer.body);
  });
  return gatewayAt(`http://127.0.0.1:${portOf(server)}`);
}

test('lists, empty lists and pages past the end', async () => {
  const routes = await listObjects(await gatewayThatAnswers('listRoutes'), 'routes');
  expect(routes).toHaveLength(4);
  for (const { id, createdIndex, modifiedIndex, value } of routes) {
    expect(id).toBe(value.id);
    expect(createdIndex).toBeGreaterThan(0);
    expect(modifiedIndex).toBeGreaterThanOrEqual(createdIndex ?? 0);
  }
  for (const name of ['listEmpty', 'listPastTheEnd']) {
    if (server) await closeServer(server);
    expect(await listObjects(await gatewayThatAnswers(name), 'routes')).toEqual([]);
  }
});

test.each([
  ['listConsumers', 'consumers', 'jack'],
  ['listMetadata', 'plugin_metadata', 'prometheus'],
  ['listPluginConfigs', 'plugin_configs', 'pc1'],
] as const)('%s has its ids', async (name, kind, id) => {
  expect((await listObjects(await gatewayThatAnswers(name), kind)).map((object) => object.id)).toContain(id);
});

test('one route', async () => {
  expect(await getObject(await gatewayThatAnswers('oneRoute'), 'routes', '1')).toMatchObject({
    id: '1',
    value: { uri: '/orders/*', labels: { team: 'checkout', env: 'prod' } },
    modifiedIndex: 15,
  });
});

test('names of plugins', async () => {
  expect(await listPlugins(await gatewayThatAnswers('pluginNames'))).toContain('opentelemetry');
});

test.each([
  ['notFound', 'not_found'],
  ['wrongKey', 'upstream_unauthorized'],
  ['etcdDown', 'upstream_rejected'],
  ['pageSize', 'upstream_rejected'],
  ['conditional', 'upstream_rejected'],
])('%s is %s', async (name, code) => {
  await expect(getObject(await gatewayThatAnswers(name), 'routes', '1')).rejects.toMatchObject({ problem: { code } });
});

test('the role of a key', async () => {
  expect(await askKeyRole(await gatewayThatAnswers('viewerValidates'))).toBe('viewer');
  if (server) await closeServer(server);
  await expect(askKeyRole(await gatewayThatAnswers('wrongKey'))).rejects.toMatchObject({
    problem: { code: 'upstream_unauthorized' },
  });
});

test('good and bad validations', async () => {
  expect(await validateObjects(await gatewayThatAnswers('validGood'), 'routes', [{}])).toEqual([[]]);
  if (server) await closeServer(server);
  const errors = await validateObjects(await gatewayThatAnswers('validBad'), 'routes', [{}, {}]);
  expect(errors.every((texts) => texts.length > 0)).toBe(true);
  expect(errors[0]?.[0]).toContain('failed to check the configuration of plugin opentelemetry');
});
