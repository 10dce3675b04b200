import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Fate } from '@/test/gateway';
import { alwaysOn, apply, closeSandbox, off, openSandbox, planOf, sandbox, upstream } from './testing-apply';

beforeEach(openSandbox);
afterEach(closeSandbox);

test('a lost answer is settled by reading back', async () => {
  await sandbox.admin('PUT', '/routes/1', { uri: '/a', upstream });
  const { seen } = await planOf(alwaysOn);
  sandbox.fate = ({ method }) => (method === 'PATCH' ? 'lose-answer' : 'pass');
  expect(await apply(alwaysOn, seen)).toMatchObject({ verified: true });

  const plan = await planOf(off);
  sandbox.fate = ({ method }) => (method === 'PATCH' ? 'lose-request' : 'pass');
  await expect(apply(off, plan.seen)).rejects.toMatchObject({
    problem: { code: 'upstream_unreachable' },
  });
});

test.each([
  [504, '<html><head><title>504 Gateway Time-out</title></head></html>'],
  [503, '{"error_msg":"timeout"}'],
  [412, '<html><head><title>412 Precondition Failed</title></head></html>'],
])('an answer %i, which may come after the write, is settled by reading back', async (status, body) => {
  await sandbox.admin('PUT', '/routes/1', { uri: '/a', upstream });
  const { seen } = await planOf(alwaysOn);
  sandbox.fate = async (request): Promise<Fate> => {
    if (request.method !== 'PATCH') return 'pass';
    await sandbox.admin('PATCH', '/routes/1', request.body);
    return { status, body };
  };
  expect(await apply(alwaysOn, seen)).toMatchObject({ verified: true });

  const plan = await planOf(off);
  sandbox.fate = ({ method }) => (method === 'PATCH' ? { status, body } : 'pass');
  await expect(apply(off, plan.seen)).rejects.toMatchObject({
    problem: { code: 'upstream_rejected', detail: expect.stringContaining('may still arrive') },
  });
});

test('a write that was held up is never called not made', async () => {
  await sandbox.admin('PUT', '/routes/1', { uri: '/a', upstream });
  const { seen } = await planOf(alwaysOn);
  sandbox.fate = ({ method }) => (method === 'PATCH' ? 'lose-request' : 'pass');
  await expect(apply(alwaysOn, seen)).rejects.toMatchObject({
    problem: { code: 'upstream_unreachable', detail: expect.stringContaining('may still arrive') },
  });
});

test('when reading back fails as well, the problem says that the outcome is not known', async () => {
  await sandbox.admin('PUT', '/routes/1', { uri: '/a', upstream });
  const { seen } = await planOf(alwaysOn);
  let isPatched = false;
  sandbox.fate = ({ method }) => {
    isPatched ||= method === 'PATCH';
    return isPatched ? 'lose-answer' : 'pass';
  };
  await expect(apply(alwaysOn, seen)).rejects.toMatchObject({
    problem: { code: 'upstream_unreachable', detail: expect.stringContaining('not known whether it was made') },
  });
});
