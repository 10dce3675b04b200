import { afterAll, beforeAll, expect, test } from 'vitest';
import { isSameJson, type JsonObject } from '@/lib/changes/json';
import { ProblemError } from '@/lib/http/problem';
import { startTestGateway, type TestGateway } from '@/test/gateway';
import { applyChange } from './apply-change';
import { planChange } from './plan-change';

let sandbox: TestGateway;
beforeAll(async () => {
  sandbox = await startTestGateway();
});
afterAll(() => sandbox.close());

const writers = 10;
const writesEach = 4;

type Version = { copy: JsonObject | null; rest: JsonObject };

test('Twenty writers on one route, half of them not ours: no write of anyone is lost without a conflict being reported', async () => {
  await sandbox.admin('PUT', '/routes/1', {
    uri: '/a',
    upstream: { type: 'roundrobin', nodes: { '127.0.0.1:1980': 1 } },
    plugins: { cors: {} },
  });
  const versions: Version[] = [];
  const stop = sandbox.store.onChange(({ entry }) => {
    const { plugins, ...rest } = entry.value as JsonObject & { plugins: Record<string, JsonObject> };
    const { opentelemetry, ...others } = plugins;
    versions.push({ copy: opentelemetry ?? null, rest: { ...rest, plugins: others } });
  });
  const reports = await Promise.all([
    ...Array.from({ length: writers }, (_, n) => ours(n)),
    ...Array.from({ length: writers }, (_, n) => theirs(n)),
  ]);
  stop();
  const [last] = versions.slice(-1);

  // What others wrote is all there: each has keys of its own, on the route, on other plugins, and on this very plugin.
  for (let n = 0; n < writers; n++) {
    const wrote = `${n}.${writesEach - 1}`;
    expect(last?.rest).toMatchObject({ labels: { [`w${n}`]: wrote }, plugins: { cors: {} } });
    expect(last?.copy).toMatchObject({ [`x_${n}`]: wrote });
  }
  // What this console reports as written and verified was there, exactly so, and came right after what the person saw.
  const done = reports.flat();
  for (const { before, after } of done.filter(({ outcome }) => outcome === 'verified'))
    expect(
      versions.some(({ copy }, at) => isSameJson(copy, after) && isSameJson(versions[at - 1]?.copy ?? null, before)),
    ).toBe(true);
  // Of all others it says that somebody was in between, or that nothing was written.
  expect(done).toHaveLength(writers * writesEach);
  expect(done.filter(({ outcome }) => outcome === 'verified').length).toBeGreaterThan(0);
  expect(done.filter(({ outcome }) => outcome === 'conflict').length).toBeGreaterThan(0);
}, 60_000);

type Report = { outcome: 'verified' | 'differs' | 'conflict'; before: JsonObject | null; after: JsonObject | null };

async function ours(n: number): Promise<Report[]> {
  const reports: Report[] = [];
  for (let at = 0; at < writesEach; at++) {
    const wish = {
      state: 'on',
      config: { sampler: { name: 'trace_id_ratio', options: { fraction: (n * writesEach + at + 1) / 100 } } },
    } as const;
    const { seen } = await planChange(sandbox, '1', 'opentelemetry', wish);
    try {
      const input = { routeId: '1', plugin: 'opentelemetry', wish, seen, actor: `ours ${n}` } as const;
      const { before, after, verified } = await applyChange(sandbox, input);
      reports.push({ outcome: verified ? 'verified' : 'differs', before, after });
    } catch (error) {
      if (!(error instanceof ProblemError) || error.problem.code !== 'conflict') throw error;
      reports.push({ outcome: 'conflict', before: null, after: null });
    }
  }
  return reports;
}

/** Writes as others do: by PATCH, again when somebody was faster. */
async function theirs(n: number): Promise<Report[]> {
  for (let at = 0; at < writesEach; at++) {
    const wrote = `${n}.${at}`;
    const body = { labels: { [`w${n}`]: wrote }, plugins: { opentelemetry: { [`x_${n}`]: wrote } } };
    for (let tries = 0; ; tries++) {
      const isDone = await sandbox.admin('PATCH', '/routes/1', body).then(
        () => true,
        (error: unknown) => {
          if (tries > 100 || !String(error).includes('value changed')) throw error;
          return false;
        },
      );
      if (isDone) break;
    }
    // Gives the others their turn between two writes.
    await planChange(sandbox, '1', 'prometheus', { state: 'off' });
  }
  return [];
}
