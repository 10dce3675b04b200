import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { writeStaticConfig } from '@/lib/instrumentation/static/static-config';
import { configYaml } from '@/lib/instrumentation/static/testing-texts';
import { changeRecords } from '@/lib/server/changes/change-records';
import type { ChangeContext } from '@/lib/server/changes/context';
import { runChange } from '@/lib/server/changes/run-change';
import { startChange } from '@/lib/server/changes/start-change';
import { planUndo } from '@/lib/server/changes/undo';
import { gatewayAt } from '@/test/gateway';
import { maskYaml } from './mask-yaml';
import { applyStaticChange, planStaticChange, staticFile } from './static-change';
import { fingerprintOf, obstacleOf, readStaticFile, replaceStaticFile } from './static-file';
import { versionOf } from './static-version';
import { staticWriter } from './static-writer';

/** What happens, by another hand or the disk, right before a file is opened. */
const disk = vi.hoisted(() => ({ beforeOpen: async (_path: string) => {} }));
vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof import('node:fs/promises')>();
  const open = async (...input: Parameters<typeof real.open>) => {
    await disk.beforeOpen(String(input[0]));
    return await real.open(...input);
  };
  return { ...real, open };
});

let folder: string;
let file: string;
let context: ChangeContext;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'routelens-static-'));
  file = join(folder, 'config.yaml');
  await writeFile(file, configYaml, { mode: 0o640 });
  context = { gateway: gatewayWith(file), records: await changeRecords() };
});
afterEach(() => {
  disk.beforeOpen = async () => {};
  return rm(folder, { recursive: true, force: true });
});

function gatewayWith(path: string, writable = true) {
  return { ...gatewayAt('http://127.0.0.1:9'), staticConfig: { file: path, writable } };
}

const wish = { extraLabels: { http_status: [{ label: 'upstream_status', variable: '$upstream_status' }] } };
const read = () => readFile(file, 'utf8');
const obstacle = async (path: string, writable = true) => {
  const gateway = gatewayWith(path, writable);
  return await obstacleOf(gateway, await readStaticFile(gateway));
};
const apply = async (seen: string, more = {}) =>
  await applyStaticChange(context, { wish: { ...wish, ...more }, seen, actor: 'alice' });

test('a change replaces the file whole, keeps its mode and leaves the old text beside it', async () => {
  await chmod(file, 0o604);
  const { seen, after, before, need } = await planStaticChange(context.gateway, wish);
  expect(await read()).toBe(configYaml);
  expect({ before, need }).toEqual({ before: configYaml, need: 'reload' });
  const result = await apply(seen);
  expect(result).toMatchObject({ verified: true, need: 'reload', changeId: expect.any(String) });
  expect(await read()).toBe(after);
  expect((await stat(file)).mode & 0o777).toBe(0o604);
  expect(await readFile(result.backup ?? '', 'utf8')).toBe(configYaml);
  expect((await readdir(folder)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
});

test('a label that is wrong is refused by its field, one that the file has already keeps nothing from being changed', async () => {
  const odd = { label: 'odd-name', variable: 'no_dollar' };
  const good = { label: 'a', variable: '$post_arg.model' };
  const plan = (labels: { label: string; variable: string }[]) =>
    planStaticChange(context.gateway, { extraLabels: { http_latency: labels } });
  await expect(plan([good, odd])).rejects.toMatchObject({
    problem: { code: 'invalid_input', field: 'wish.extraLabels.http_latency.1' },
  });
  await writeFile(
    file,
    configYaml.replace(
      /^(\s*)http_status:/m,
      '$1http_latency:\n$1  extra_labels: [{odd-name: no_dollar}]\n$1http_status:',
    ),
  );
  expect((await plan([odd, good])).after).toContain('$post_arg.model');
});

test('a record has of the metrics beyond a route’s what is set, so that older records are still undone', () => {
  expect(Object.keys(versionOf(configYaml).extraLabels ?? {})).toEqual(['http_status', 'http_latency', 'bandwidth']);
  const text = writeStaticConfig(configYaml, { extraLabels: { llm_latency: [{ label: 'a', variable: '$host' }] } });
  expect(versionOf(text).extraLabels).toMatchObject({ llm_latency: [{ label: 'a', variable: '$host' }] });
});

test('a plan says whether secrets were hidden in its text', async () => {
  expect(await planStaticChange(context.gateway, wish)).toMatchObject({
    isMasked: maskYaml(configYaml) !== configYaml,
  });
  await writeFile(file, 'plugins: [prometheus]\n');
  expect(await planStaticChange(context.gateway, wish)).toMatchObject({ isMasked: false });
  await writeFile(file, 'deployment:\n  admin:\n    admin_key:\n      - {name: admin, key: abc123, role: admin}\n');
  const { after, isMasked } = await planStaticChange(context.gateway, wish);
  expect(isMasked).toBe(true);
  expect(after).not.toContain('abc123');
});

test('what another hand changed since is a conflict, and stays', async () => {
  const { seen } = await planStaticChange(context.gateway, wish);
  await writeFile(file, `${configYaml}# mine\n`);
  await expect(apply(seen)).rejects.toMatchObject({ problem: { code: 'conflict' } });
  expect(await read()).toBe(`${configYaml}# mine\n`);
  expect(await readdir(folder)).toEqual(['config.yaml']);
});

test('what changes between reading and replacing is a conflict too, and leaves nothing behind', async () => {
  const current = await readStaticFile(context.gateway);
  await writeFile(file, 'a: 1\n');
  await expect(replaceStaticFile(current, 'b: 2\n')).rejects.toMatchObject({ problem: { code: 'conflict' } });
  expect(await read()).toBe('a: 1\n');
  expect(await readdir(folder)).toEqual(['config.yaml']);
});

test('a text that is saved while the backup is flushed is a conflict too, and stays', async () => {
  const { seen } = await planStaticChange(context.gateway, wish);
  disk.beforeOpen = async (path) => {
    if (path.endsWith('.bak')) await writeFile(file, 'a: 1\n');
  };
  await expect(apply(seen)).rejects.toMatchObject({ problem: { code: 'conflict' } });
  expect(await read()).toBe('a: 1\n');
  expect(await readdir(folder)).toEqual(['config.yaml']);
});

test('what was written is never recorded as not written, though the record fails afterwards', async () => {
  const { seen, after } = await planStaticChange(context.gateway, wish);
  const { records } = context;
  const noted: unknown[] = [];
  const failing: typeof records = {
    ...records,
    endSingle: async (...[, { status }]) => {
      noted.push(status);
      throw new Error('disk full');
    },
  };
  await expect(applyStaticChange({ ...context, records: failing }, { wish, seen, actor: 'alice' })).rejects.toThrow(
    'disk full',
  );
  expect(await read()).toBe(after);
  expect(noted).toEqual(['written']);
});

test('a change, an undo and another gateway of the same file wait for each other, by whatever link they name it', async () => {
  const link = join(folder, 'link.yaml');
  await symlink('config.yaml', link);
  await writeFile(`${file}.2026.bak`, 'a: 1\n');
  const other = gatewayWith(link);
  const { seen } = await planStaticChange(context.gateway, wish);
  const reading = await staticWriter(other).read(link);
  const undo = () => staticWriter(other).send(reading, { fingerprint: fingerprintOf('a: 1\n') });
  const elsewhere = () => applyStaticChange({ ...context, gateway: other }, { wish, seen, actor: 'bob' });
  const results = await Promise.allSettled([apply(seen), undo(), elsewhere(), undo()]);
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  for (const result of results)
    if (result.status === 'rejected') expect(result.reason).toMatchObject({ problem: { code: 'conflict' } });
});

test('an undo of a file that cannot be written has failed: it is not in doubt', async () => {
  const { seen } = await planStaticChange(context.gateway, wish);
  const { changeId } = await apply(seen);
  const undo = await planUndo(context, changeId ?? '', 'undo', 'bob');
  await startChange(context, undo.id, { outcomes: ['will_change'], options: null, revertAt: null });
  const gateway = { ...context.gateway, staticConfig: { file, writable: false } };
  await runChange({ ...context, gateway }, undo.id);
  const [item] = await context.records.itemsOf(undo.id, ['failed']);
  expect(item).toMatchObject({ problem: { code: 'forbidden', detail: expect.not.stringContaining('may still') } });
});

test('of many writers at once each is written or told of the conflict', async () => {
  const { seen } = await planStaticChange(context.gateway, wish);
  const results = await Promise.allSettled(
    Array.from({ length: 8 }, (_, port) => apply(seen, { exportPort: 9100 + port })),
  );
  const written = results.filter(({ status }) => status === 'fulfilled');
  expect(written).toHaveLength(1);
  for (const result of results)
    if (result.status === 'rejected') expect(result.reason).toMatchObject({ problem: { code: 'conflict' } });
});

test('a wish that is fulfilled writes nothing', async () => {
  const { seen } = await planStaticChange(context.gateway, {});
  expect(await applyStaticChange(context, { wish: {}, seen, actor: 'alice' })).toMatchObject({
    changeId: null,
    backup: null,
    need: 'nothing',
  });
  expect(await readdir(folder)).toEqual(['config.yaml']);
});

test('a change is on record without the text, and its undo brings back exactly that text', async () => {
  await writeFile(file, configYaml.replace('9080  ', '9081  ').replace('auto\n', 'auto\n  password: top-secret\n'));
  const before = await read();
  const { seen } = await planStaticChange(context.gateway, wish);
  const { changeId } = await apply(seen);
  const { records, gateway } = context;
  const change = await records.change(gateway.id, changeId ?? '');
  expect(change).toMatchObject({ status: 'done', target: { kind: 'static_config', file }, actor: 'alice' });
  const [item] = await records.itemsOf(change.id, ['written']);
  expect(item).toMatchObject({ verified: true, before: { fingerprint: seen } });
  expect(JSON.stringify({ change, item })).not.toContain('top-secret');

  const undo = await planUndo(context, change.id, 'undo', 'bob');
  await startChange(context, undo.id, { outcomes: ['will_change'], options: null, revertAt: null });
  await runChange(context, undo.id);
  expect(await read()).toBe(before);
  expect(await records.change(gateway.id, undo.id)).toMatchObject({ status: 'done', counts: { written: 1 } });
});

test('an undo is refused where the file was changed since', async () => {
  const { seen } = await planStaticChange(context.gateway, wish);
  const { changeId } = await apply(seen);
  await writeFile(file, `${await read()}# more\n`);
  await expect(planUndo(context, changeId ?? '', 'undo', 'bob')).rejects.toMatchObject({
    problem: { code: 'conflict' },
  });
});

test('a Kubernetes volume is told by its links, and is not written', async () => {
  await mkdir(join(folder, '..2026'));
  await writeFile(join(folder, '..2026', 'values.yaml'), 'apisix: {}\n');
  await symlink('..2026', join(folder, '..data'));
  await symlink('..data/values.yaml', join(folder, 'values.yaml'));
  expect(await obstacle(join(folder, 'values.yaml'))).toBe('config_map');
});

test('an ordinary link is followed, and what it leads to is replaced', async () => {
  const link = join(folder, 'link.yaml');
  await symlink('config.yaml', link);
  expect(await obstacle(link)).toBeNull();
  const gateway = gatewayWith(link);
  const { seen } = await planStaticChange(gateway, wish);
  await applyStaticChange({ ...context, gateway }, { wish, seen, actor: 'alice' });
  expect(await read()).toContain('upstream_status: $upstream_status');
  expect(await readFile(link, 'utf8')).toBe(await read());
});

test('a file that the configuration does not let it write is not written', async () => {
  expect(await obstacle(file, false)).toBe('not_allowed');
  expect(await obstacle(file)).toBeNull();
  const gateway = gatewayWith(file, false);
  const { seen } = await planStaticChange(gateway, wish);
  await expect(applyStaticChange({ ...context, gateway }, { wish, seen, actor: 'a' })).rejects.toMatchObject({
    problem: { code: 'forbidden' },
  });
  expect(await read()).toBe(configYaml);
});

test('a file that is mounted by itself cannot be replaced', async () => {
  const mounted = (await readFile('/proc/self/mountinfo', 'utf8')).split('\n').map((line) => line.split(' ')[4] ?? '');
  for (const path of mounted.filter((each) => /^\/etc\/(resolv\.conf|hosts|hostname)$/.test(each)))
    expect(await obstacle(path)).toBe('mount_point');
});

test('what the browser is shown of a file: settings, the text without secrets, or what is wrong with it', async () => {
  expect(await staticFile(context.gateway)).toMatchObject({
    file,
    obstacle: null,
    fault: null,
    content: { kind: 'config_yaml', settings: { exportUri: '/apisix/prometheus/metrics' } },
  });
  await writeFile(file, 'plugins:\n  - a\n - b\n');
  expect(await staticFile(context.gateway)).toMatchObject({ content: null, fault: { fault: 'syntax', line: 3 } });
  await writeFile(file, Buffer.from([0xff, 0xfe]));
  await expect(staticFile(context.gateway)).rejects.toMatchObject({ problem: { code: 'invalid_input' } });
  await rm(file);
  await expect(staticFile(context.gateway)).rejects.toMatchObject({ problem: { code: 'not_found' } });
});
