import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Fate } from '@/test/gateway';
import {
  alwaysOn,
  apply,
  closeSandbox,
  openSandbox,
  planOf,
  ratio,
  readRoute,
  sandbox,
  upstream,
} from './testing-apply';

beforeEach(openSandbox);
afterEach(closeSandbox);

test('what changed between plan and apply is a conflict that names the part, and nothing is written', async () => {
  await sandbox.admin('PUT', '/services/s', { upstream });
  await sandbox.admin('PUT', '/routes/1', { uri: '/a', service_id: 's' });
  const plan = await planOf(alwaysOn);

  await sandbox.admin('PATCH', '/services/s', { plugins: { opentelemetry: { sampler: { name: 'always_on' } } } });
  const again = () => apply(alwaysOn, plan.seen);
  await expect(again()).rejects.toMatchObject({ problem: { code: 'conflict', status: 409, field: 'inherited' } });

  await sandbox.admin('PATCH', '/routes/1', { plugins: { opentelemetry: { sampler: { name: 'always_off' } } } });
  await expect(again()).rejects.toMatchObject({ problem: { code: 'conflict', field: 'plugins.opentelemetry' } });
  expect((await readRoute()).plugins).toEqual({ opentelemetry: { sampler: { name: 'always_off' } } });
});

test('a change elsewhere on the route is no conflict, and stays', async () => {
  await sandbox.admin('PUT', '/routes/1', { uri: '/a', upstream });
  const plan = await planOf(alwaysOn);
  await sandbox.admin('PATCH', '/routes/1', { desc: 'changed', plugins: { cors: {} } });
  await apply(alwaysOn, plan.seen);
  expect(await readRoute()).toMatchObject({ desc: 'changed', plugins: { cors: {}, opentelemetry: {} } });
});

test('a writer between the comparison and the PATCH is reported, not hidden', async () => {
  await sandbox.admin('PUT', '/routes/1', { uri: '/a', upstream });
  const { seen } = await planOf(alwaysOn);
  sandbox.fate = async ({ method }): Promise<Fate> => {
    if (method === 'PATCH') await sandbox.admin('PATCH', '/routes/1', { desc: 'b', plugins: { cors: {} } });
    return 'pass';
  };
  const result = await apply(alwaysOn, seen);
  expect(result).toMatchObject({ verified: false, otherDifferences: ['desc', 'plugins.cors'] });
});

test('a PATCH that another writer outran is tried again after a fresh comparison', async () => {
  await sandbox.admin('PUT', '/routes/1', { uri: '/a', upstream });
  const { seen } = await planOf(alwaysOn);
  let refusals = 2;
  sandbox.fate = ({ method }) =>
    method === 'PATCH' && refusals-- > 0
      ? { status: 503, body: '{"error_msg":"value changed before overwritten"}' }
      : 'pass';
  expect(await apply(alwaysOn, seen)).toMatchObject({ verified: true });
});

test('a PATCH that is always outrun ends as a conflict', async () => {
  await sandbox.admin('PUT', '/routes/1', { uri: '/a', upstream });
  const { seen } = await planOf(alwaysOn);
  sandbox.fate = ({ method }) =>
    method === 'PATCH' ? { status: 503, body: '{"error_msg":"value changed before overwritten"}' } : 'pass';
  await expect(apply(alwaysOn, seen)).rejects.toMatchObject({
    problem: { code: 'conflict', upstream: 'admin' },
  });
  expect((await readRoute()).plugins).toBeUndefined();
});

test('a conflict tells what was seen, what is wished and what is there, without secrets', async () => {
  const own = { sampler: { name: 'always_off' }, token: 'secret-1' };
  await sandbox.admin('PUT', '/routes/1', { uri: '/a', upstream, plugins: { opentelemetry: own } });
  const { seen } = await planOf(alwaysOn);
  await sandbox.admin('PATCH', '/routes/1', { plugins: { opentelemetry: { x_new: 1, token: 'secret-2' } } });
  await expect(apply(alwaysOn, seen)).rejects.toMatchObject({
    problem: {
      code: 'conflict',
      versions: {
        seen: { sampler: { name: 'always_off' }, token: '********' },
        wished: { sampler: { name: 'always_on' }, token: '********' },
        current: { sampler: { name: 'always_off' }, token: '********', x_new: 1 },
      },
    },
  });
});

test('what a conflict says is wished shows no secret of an inherited copy either', async () => {
  const given = { sampler: { name: 'always_off' }, token: 'secret-1' };
  await sandbox.admin('PUT', '/services/s', { upstream, plugins: { opentelemetry: given } });
  await sandbox.admin('PUT', '/routes/1', { uri: '/a', service_id: 's' });
  const { seen } = await planOf(ratio(0.5));
  await sandbox.admin('PATCH', '/services/s', { plugins: { opentelemetry: { x_new: 1 } } });
  const wished = { sampler: { name: 'trace_id_ratio', options: { fraction: 0.5 } }, x_new: 1, token: '********' };
  await expect(apply(ratio(0.5), seen)).rejects.toMatchObject({
    problem: { code: 'conflict', field: 'inherited', versions: { wished } },
  });
});
