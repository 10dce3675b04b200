import { createRequire } from 'node:module';
import { join } from 'node:path';
import type Sqlite from 'libsql';
import { afterAll, afterEach, expect, test, vi } from 'vitest';
import { openDatabase } from '@/lib/server/db/database';
import { Secret } from '@/lib/server/secret';
import { startTestGateway } from '@/test/gateway';
import { hasPostgres, startPostgres } from '@/test/postgres';
import { applyChange } from './apply-change';
import { changeRecords, closeRecords } from './change-records';
import { databaseRecords } from './database-records';
import { planChange } from './plan-change';
import { newChange } from './testing-records';

const LibSql = createRequire(import.meta.url)('libsql') as typeof Sqlite;

afterEach(async () => {
  await closeRecords();
  vi.unstubAllEnvs();
});
afterAll(closeRecords);

test('a write that cannot be recorded is not sent to the gateway', async () => {
  const sandbox = await startTestGateway();
  await sandbox.admin('PUT', '/routes/1', { uri: '/a', upstream: { type: 'roundrobin', nodes: { 'a:80': 1 } } });
  const wish = { state: 'on' as const, config: { sampler: { name: 'always_on' } } };
  const { seen } = await planChange(sandbox, '1', 'opentelemetry', wish);
  const input = { routeId: '1', plugin: 'opentelemetry' as const, wish, seen, actor: 'alice' };

  const other = new LibSql(join(process.env.ROUTELENS_DATA_DIR ?? '', 'routelens.db'));
  other.exec('begin immediate');
  await expect(applyChange(sandbox, input)).rejects.toMatchObject({
    problem: { code: 'record_unavailable', status: 503, detail: expect.stringContaining('SQLITE_BUSY') },
  });
  expect(sandbox.requests.filter(({ method }) => method === 'PATCH')).toEqual([]);
  expect((await (await changeRecords()).list(sandbox.gateway.id, {})).total).toBe(0);

  other.exec('rollback');
  other.close();
  expect(await applyChange(sandbox, input)).toMatchObject({ verified: true, changeId: expect.any(String) });
  await sandbox.close();
});

test.runIf(hasPostgres())(
  'a PostgreSQL that is away is a problem of its own, and is found again, also where it starts after the console',
  async () => {
    const server = await startPostgres();
    vi.stubEnv('ROUTELENS_DATA_DIR', '');
    vi.stubEnv('DATABASE_URL', server.url);
    const records = await changeRecords();
    const { id } = await records.create(newChange());
    await server.kill();
    await expect(records.create(newChange())).rejects.toMatchObject({ problem: { code: 'record_unavailable' } });
    await server.start();
    expect((await records.change('g', id)).status).toBe('running');

    await closeRecords();
    await server.kill();
    await expect(changeRecords()).rejects.toMatchObject({ problem: { code: 'record_unavailable' } });
    await server.start();
    expect((await (await changeRecords()).change('g', id)).status).toBe('running');
    await closeRecords();
    await server.stop();
  },
  60_000,
);

test.runIf(hasPostgres())(
  'several consoles may start at once on an empty PostgreSQL',
  async () => {
    const server = await startPostgres();
    const open = () => openDatabase({ kind: 'postgres', url: new Secret(server.url) });
    const databases = await Promise.all([open(), open(), open()]);
    for (const [index, { db }] of databases.entries())
      await databaseRecords(db, { owner: `console-${index}`, leaseMs: 1000 }).create(newChange());
    const [first] = databases;
    if (first) expect((await databaseRecords(first.db, { owner: 'x', leaseMs: 1000 }).list('g', {})).total).toBe(3);
    await Promise.all(databases.map(({ close }) => close()));
    await server.stop();
  },
  60_000,
);
