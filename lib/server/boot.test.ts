import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { boot } from './boot';

const gateways = vi.hoisted(() => vi.fn());
const openRecords = vi.hoisted(() => vi.fn());
vi.mock('./config', () => ({ gateways }));
vi.mock('./changes/change-records', () => ({ openRecords }));

const printed: string[] = [];

beforeEach(() => {
  printed.length = 0;
  gateways.mockReset().mockReturnValue([]);
  openRecords.mockReset();
  vi.spyOn(console, 'error').mockImplementation((line: string) => void printed.push(line));
  vi.spyOn(process, 'exit').mockImplementation((code) => {
    throw new Error(`exit ${code}`);
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

test.each(['127.0.0.1', '::1', 'localhost'])('starts on %s', async (address) => {
  vi.stubEnv('HOSTNAME', address);
  await boot();
  expect(printed).toEqual([]);
});

test.each(['0.0.0.0', '::', '192.168.1.5', 'my-machine', undefined])(
  'refuses to listen on %s, and says why',
  async (address) => {
    vi.stubEnv('HOSTNAME', address);
    await expect(boot()).rejects.toThrow('exit 1');
    expect(printed.join()).toMatch(/has no accounts yet[\s\S]*127\.0\.0\.1/);
  },
);

test('the development server says nothing of its address, and is let through', async () => {
  vi.stubEnv('NODE_ENV', 'development');
  vi.stubEnv('HOSTNAME', 'my-machine');
  await boot();
  expect(printed).toEqual([]);
});

test('a configuration that cannot be used ends the process with its one message', async () => {
  const { ConfigError } = await import('./env');
  gateways.mockImplementation(() => {
    throw new ConfigError('APISIX_ADMIN_URL is not set.');
  });
  vi.stubEnv('HOSTNAME', '127.0.0.1');
  await expect(boot()).rejects.toThrow('exit 1');
  expect(printed).toEqual(['Routelens cannot start.\nAPISIX_ADMIN_URL is not set.']);
});

test('a database that cannot be used ends the process with its one message', async () => {
  const { DatabaseUnusable } = await import('./db/unusable');
  openRecords.mockRejectedValue(new DatabaseUnusable('ROUTELENS_DATA_DIR: nothing can be written in /x (EACCES).'));
  vi.stubEnv('HOSTNAME', '127.0.0.1');
  await expect(boot()).rejects.toThrow('exit 1');
  expect(printed).toEqual(['Routelens cannot start.\nROUTELENS_DATA_DIR: nothing can be written in /x (EACCES).']);
});

test('a database server that does not answer yet keeps nobody from reading the gateway', async () => {
  const { DatabaseUnusable } = await import('./db/unusable');
  openRecords.mockRejectedValue(new DatabaseUnusable('DATABASE_URL: no answer.', { isPassing: true }));
  vi.stubEnv('HOSTNAME', '127.0.0.1');
  await boot();
  expect(printed).toEqual([]);
});
