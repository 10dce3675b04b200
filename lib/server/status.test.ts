import type { Server } from 'node:http';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { closeServer, portOf, serve, startTestGateway, type TestGateway } from '@/test/gateway';
import { gatewayStatus } from './status';

let sandbox: TestGateway;
const servers: Server[] = [];
beforeEach(async () => {
  sandbox = await startTestGateway();
});
afterEach(async () => {
  await Promise.all([sandbox.close(), ...servers.splice(0).map(closeServer)]);
});

async function addressOf(answer: Parameters<typeof serve>[0]): Promise<string> {
  const server = await serve(answer);
  servers.push(server);
  return `http://127.0.0.1:${portOf(server)}`;
}

async function check(name: string) {
  const { checks } = await gatewayStatus(sandbox.gateway);
  return checks.find((candidate) => candidate.name === name);
}

test('what is not configured is neither good nor a problem', async () => {
  expect(await check('querier')).toMatchObject({
    address: null,
    ok: false,
    latencyMs: null,
    problem: null,
    checking: false,
  });
});

test('a good Admin API with the role of its key, found out without a write', async () => {
  expect(await check('admin')).toMatchObject({
    ok: true,
    problem: null,
    facts: [
      { key: 'version', value: '3.18.0' },
      { key: 'role', value: 'admin' },
    ],
  });
  const writes = sandbox.requests.filter(({ method, path }) => method !== 'GET' && !path.includes('validate'));
  expect(writes).toEqual([]);
});

test('a viewer key is good, and told from a wrong one', async () => {
  const refuse = (description: string) => ({
    status: 401,
    body: JSON.stringify({ error_msg: 'failed to check token', description }),
  });
  sandbox.fate = ({ method }) => (method === 'POST' ? refuse('invalid method for role viewer') : 'pass');
  const found = await check('admin');
  expect(found).toMatchObject({ ok: true });
  expect(found?.facts).toContainEqual({ key: 'role', value: 'viewer' });
});

test('a wrong key is a problem that says so', async () => {
  const body = JSON.stringify({ error_msg: 'failed to check token', description: 'wrong apikey' });
  sandbox.fate = () => ({ status: 401, body });
  expect(await check('admin')).toMatchObject({
    ok: false,
    lastOkAt: null,
    problem: { code: 'upstream_unauthorized', detail: expect.stringContaining('wrong apikey') },
  });
});

test('a stopped etcd is noticed, though validation answers without it', async () => {
  sandbox.fate = ({ method }) =>
    method === 'GET' ? { status: 503, body: '{"error_msg":"has no healthy etcd endpoint available"}' } : 'pass';
  expect(await check('admin')).toMatchObject({ ok: false, problem: { detail: expect.stringContaining('etcd') } });
});

test('a service that keeps silent is being checked while the others are already answered', async () => {
  const appUrl = await addressOf(() => undefined);
  const querierUrl = await addressOf((_request, response) => {
    response.setHeader('content-type', 'application/json');
    response.end('{"OPT_STATUS":"SUCCESS","DESCRIPTION":"","result":{"columns":["1"],"values":null},"debug":null}');
  });
  sandbox.gateway.deepflow = { querierUrl, appUrl, tags: {} };
  const { checks } = await gatewayStatus(sandbox.gateway);
  const byName = Object.fromEntries(checks.map((one) => [one.name, one]));
  expect(byName.tracing).toMatchObject({ ok: false, problem: null, latencyMs: null, checking: true });
  expect(byName.querier).toMatchObject({ ok: true, problem: null, checking: false });
  expect(byName.admin).toMatchObject({ ok: true });
});

test.each([
  ['tracing', '{"OPT_STATUS":"FAIL"}', 'OPT_STATUS'],
  ['prometheus', '{"status":"error"}', 'status'],
  ['querier', '{"OPT_STATUS":"SUCCESS","result":null}', 'result'],
])('%s that answers in another form names the field', async (name, body, field) => {
  const url = await addressOf((_request, response) => void response.end(body));
  sandbox.gateway.deepflow = { querierUrl: url, appUrl: url, tags: {} };
  sandbox.gateway.prometheus = { url };
  expect(await check(name)).toMatchObject({ ok: false, problem: { code: 'upstream_contract', field } });
});

test('of the two documents that the querier writes after a panic the reason is shown', async () => {
  const url = await addressOf((_request, response) => {
    response.writeHead(400).end('{"OPT_STATUS":"SERVER_ERROR","DESCRIPTION":"interface conversion","result":null}{}');
  });
  sandbox.gateway.deepflow = { querierUrl: url, appUrl: null, tags: {} };
  expect(await check('querier')).toMatchObject({ problem: { detail: 'HTTP 400: interface conversion' } });
});
