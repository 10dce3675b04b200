import { afterEach, beforeEach, expect, test } from 'vitest';
import type { BulkPlanInput, PlanOutcome, StartInput } from '@/lib/changes/dto';
import { type Fate, startTestGateway, type TestGateway } from '@/test/gateway';
import { planBulk } from './plan-bulk';
import { runChange } from './run-change';
import { controlChange, startChange } from './start-change';
import { planUndo, revertChange } from './undo';

let sandbox: TestGateway;

beforeEach(async () => {
  sandbox = await startTestGateway();
});
afterEach(() => sandbox.close());

const upstream = { type: 'roundrobin', nodes: { '127.0.0.1:1980': 1 } };
const sampler = { name: 'always_on' };
const on = { state: 'on', config: { sampler } } as const;
const all: StartInput = { outcomes: ['will_change', 'twice'], options: null, revertAt: null };

async function putRoutes(count: number, route: object = {}): Promise<void> {
  for (let n = 0; n < count; n++)
    await sandbox.admin('PUT', `/routes/r${n}`, { name: `route ${n}`, uri: `/r${n}`, upstream, ...route });
}

function plan(input: Partial<BulkPlanInput> = {}) {
  return planBulk(sandbox, { plugin: 'opentelemetry', wish: on, routes: { query: {}, except: [] }, ...input }, 'alice');
}

async function items(id: string) {
  return (await sandbox.records.items(sandbox.gateway.id, id, { limit: 500 })).rows;
}

async function copyOn(id: string): Promise<unknown> {
  const { value } = await sandbox.admin('GET', `/routes/${id}`);
  return (value as { plugins?: Record<string, unknown> }).plugins?.opentelemetry;
}

async function run(id: string) {
  await runChange(sandbox, id);
  return sandbox.records.change(sandbox.gateway.id, id);
}

test('a dry run says of every route what would become of it, and writes nothing', async () => {
  await sandbox.admin('PUT', '/plugin_metadata/opentelemetry', {});
  await sandbox.admin('PUT', '/services/s', { upstream, plugins: { opentelemetry: { sampler } } });
  const routes: Record<string, [object, PlanOutcome]> = {
    plain: [{ upstream }, 'will_change'],
    already: [{ upstream, plugins: { opentelemetry: { sampler } } }, 'already'],
    inherits: [{ service_id: 's' }, 'inherits'],
    managed: [{ upstream, labels: { 'managed-by': 'adc' } }, 'blocked'],
  };
  for (const [id, [route]] of Object.entries(routes))
    await sandbox.admin('PUT', `/routes/${id}`, { uri: '/a', ...route });
  sandbox.requests.length = 0;
  const change = await plan({ routes: { ids: [...Object.keys(routes), 'gone'] } });
  expect(change).toMatchObject({
    status: 'planned',
    outcomes: { will_change: 1, already: 1, inherits: 1, blocked: 1, invalid: 1 },
  });
  const rows = await items(change.id);
  for (const { objectId, outcome } of rows)
    expect([objectId, outcome]).toEqual([objectId, routes[objectId]?.[1] ?? 'invalid']);
  expect(rows.find(({ objectId }) => objectId === 'managed')).toMatchObject({
    reason: { code: 'managed_by', owner: 'adc' },
    status: 'skipped',
  });
  expect(sandbox.requests.filter(({ method }) => method !== 'GET').map(({ path }) => path)).toEqual([
    expect.stringContaining('/schema/validate/'),
    expect.stringContaining('/configs/validate'),
  ]);
});

test('a dry run warns where the plugin would run twice, and tells the routes that the gateway would refuse', async () => {
  await sandbox.admin('PUT', '/global_rules/1', { plugins: { opentelemetry: { sampler } } });
  await putRoutes(2);
  const twice = await plan({ wish: { state: 'on', config: { sampler: { name: 'always_off' } } } });
  expect(twice.outcomes.twice).toBe(2);
  const invalid = await plan({ wish: { state: 'exactly', config: { sampler: { name: 'sometimes' } } } });
  expect(invalid.outcomes.invalid).toBe(2);
  expect((await items(invalid.id))[0]?.reason).toMatchObject({
    words: expect.stringContaining('failed to check the configuration of plugin opentelemetry'),
  });
});

test('the whole filter is planned, as the route list matches it, from routes as they are now', async () => {
  await putRoutes(12);
  await plan();
  await sandbox.admin('PATCH', '/routes/r3', { labels: { team: 'x' } });
  const change = await plan({ routes: { query: { label: ['team=x'], limit: 1 }, except: [] } });
  expect(await items(change.id)).toMatchObject([{ objectId: 'r3' }]);
});

test('of all that match, what was taken out is not planned', async () => {
  await putRoutes(12);
  const change = await plan({ routes: { query: {}, except: ['r0', 'r7', 'not there'] } });
  const planned = (await items(change.id)).map(({ objectId }) => objectId);
  expect(planned).toHaveLength(10);
  expect(planned).not.toContain('r7');
});

test('a change writes each of its routes once, verified, and keeps what else is there', async () => {
  await putRoutes(30, { plugins: { cors: {} }, labels: { a: 'b' } });
  const { id } = await plan();
  await startChange(sandbox, id, all);
  const change = await run(id);
  expect(change).toMatchObject({ status: 'done', counts: { total: 30, written: 30, unverified: 0 } });
  const { value } = await sandbox.admin('GET', '/routes/r7');
  expect(value).toMatchObject({ plugins: { cors: {}, opentelemetry: { sampler } }, labels: { a: 'b' } });
  expect(sandbox.requests.filter(({ method }) => method === 'PATCH')).toHaveLength(30);
  await expect(startChange(sandbox, id, all)).rejects.toMatchObject({ problem: { code: 'conflict' } });
});

test('a route that was changed since the dry run is a conflict and stays; a retry plans it anew', async () => {
  await putRoutes(3);
  const { id } = await plan();
  await sandbox.admin('PATCH', '/routes/r1', { plugins: { opentelemetry: { x_new: 1 } } });
  await startChange(sandbox, id, all);
  expect(await run(id)).toMatchObject({ status: 'done', counts: { written: 2, conflict: 1 } });
  expect(await copyOn('r1')).toEqual({ x_new: 1 });
  await controlChange(sandbox, id, 'retry');
  expect(await run(id)).toMatchObject({ status: 'done', counts: { written: 3, conflict: 0 } });
  expect(await copyOn('r1')).toEqual({ x_new: 1, sampler });
});

test('a gateway that stops answering pauses the change, and nothing is lost when it is resumed', async () => {
  await putRoutes(20);
  const { id } = await plan();
  await startChange(sandbox, id, all);
  let patches = 0;
  sandbox.fate = ({ method, path }): Fate => {
    if (method === 'PATCH') patches += 1;
    return patches >= 5 && method === 'GET' && path.includes('/routes/') ? 'lose-request' : 'pass';
  };
  expect(await run(id)).toMatchObject({
    status: 'paused',
    reason: { code: 'upstream', problem: { upstream: 'admin' } },
  });
  sandbox.fate = () => 'pass';
  await controlChange(sandbox, id, 'resume');
  expect(await run(id)).toMatchObject({ status: 'done', counts: { written: 20 } });
});

test('a pause and a stop hold between routes, and what was not begun is skipped', async () => {
  await putRoutes(4);
  const { id } = await plan();
  const options = { steps: [25, 100], waitS: 3600, halt: null };
  await startChange(sandbox, id, { ...all, options });
  const running = runChange(sandbox, id);
  await expect
    .poll(() => sandbox.records.change(sandbox.gateway.id, id), { timeout: 20_000 })
    .toMatchObject({ counts: { written: 1 } });
  await controlChange(sandbox, id, 'pause');
  await running;
  expect(await copyOn('r1')).toBeUndefined();
  const stopped = await controlChange(sandbox, id, 'stop');
  expect(stopped).toMatchObject({ status: 'stopped', counts: { written: 1, skipped: 3 } });
});

test('in steps a change looks at the calls of what it changed, and waits for a person where it cannot', async () => {
  await putRoutes(4);
  const { id } = await plan();
  const halt = { errorRatePoints: 1, latencyPercent: 20 };
  await startChange(sandbox, id, { ...all, options: { steps: [25, 100], waitS: 0, halt } });
  expect(await run(id)).toMatchObject({
    status: 'paused',
    reason: { code: 'unmeasured' },
    counts: { written: 1, waiting: 3 },
  });
  await controlChange(sandbox, id, 'resume');
  expect(await run(id)).toMatchObject({ status: 'done', counts: { written: 4 } });
});

test('a pause at the end of a step, resumed, skips neither the wait nor the look at the calls', async () => {
  await putRoutes(4);
  const { id } = await plan();
  const halt = { errorRatePoints: 1, latencyPercent: 20 };
  await startChange(sandbox, id, { ...all, options: { steps: [25, 100], waitS: 0, halt } });
  sandbox.fate = async ({ method }): Promise<Fate> => {
    if (method === 'PATCH') await controlChange(sandbox, id, 'pause');
    return 'pass';
  };
  expect(await run(id)).toMatchObject({ status: 'paused', reason: null, counts: { written: 1, waiting: 3 } });
  sandbox.fate = () => 'pass';
  await controlChange(sandbox, id, 'resume');
  expect(await run(id)).toMatchObject({
    status: 'paused',
    reason: { code: 'unmeasured' },
    counts: { written: 1, waiting: 3 },
  });
});

test('a pause between two steps, resumed, waits again', async () => {
  await putRoutes(4);
  const { id } = await plan();
  await startChange(sandbox, id, { ...all, options: { steps: [25, 100], waitS: 3600, halt: null } });
  for (let round = 0; round < 2; round++) {
    const running = runChange(sandbox, id);
    await expect
      .poll(() => sandbox.records.change(sandbox.gateway.id, id), { timeout: 20_000 })
      .toMatchObject({ reason: { code: 'waits_for_step' }, counts: { written: 1 } });
    await controlChange(sandbox, id, 'pause');
    await running;
    await controlChange(sandbox, id, 'resume');
  }
  expect((await sandbox.records.change(sandbox.gateway.id, id)).counts).toMatchObject({ written: 1, waiting: 3 });
});

/** A bulk change of r0 and r1 of which the PATCH of r1 is refused. */
async function halfFailed(revertAt: number | null = null): Promise<string> {
  await putRoutes(2);
  const { id } = await plan();
  await startChange(sandbox, id, { ...all, revertAt });
  sandbox.fate = ({ method, path }): Fate =>
    method === 'PATCH' && path.endsWith('/r1') ? { status: 400, body: '{"error_msg":"no"}' } : 'pass';
  expect(await run(id)).toMatchObject({ counts: { written: 1, failed: 1 } });
  sandbox.fate = () => 'pass';
  return id;
}

test('a write that arrived late is found by a retry as written, with what was there before it', async () => {
  const own = { sampler: { name: 'always_off' } };
  await putRoutes(1, { plugins: { opentelemetry: own } });
  const { id } = await plan();
  await startChange(sandbox, id, all);
  let late: unknown;
  sandbox.fate = ({ method, body }): Fate => {
    if (method !== 'PATCH') return 'pass';
    late = body;
    return 'lose-request';
  };
  expect(await run(id)).toMatchObject({ counts: { failed: 1 } });
  sandbox.fate = () => 'pass';
  await sandbox.admin('PATCH', '/routes/r0', late);
  await controlChange(sandbox, id, 'retry');
  expect(await run(id)).toMatchObject({ status: 'done', counts: { written: 1 } });
  const undo = await planUndo(sandbox, id, 'undo', 'alice');
  await startChange(sandbox, undo.id, all);
  await run(undo.id);
  expect(await copyOn('r0')).toEqual(own);
});

test('what failed of a timed change keeps its time for a retry', async () => {
  await putRoutes(1);
  const { id } = await plan();
  const revertAt = Date.now() + 3_600_000;
  await startChange(sandbox, id, { ...all, revertAt });
  sandbox.fate = ({ method }): Fate => (method === 'PATCH' ? { status: 400, body: '{"error_msg":"no"}' } : 'pass');
  expect(await run(id)).toMatchObject({ status: 'done', counts: { failed: 1 }, revertAt });
  sandbox.fate = () => 'pass';
  await controlChange(sandbox, id, 'retry');
  expect(await run(id)).toMatchObject({ counts: { written: 1 }, revertAt, revertState: 'waiting' });
});

test('what was undone or restored is not retried: nothing would take it back', async () => {
  const timed = await halfFailed(Date.now() + 3_600_000);
  const undoing = await revertChange(sandbox, timed);
  await run(undoing?.id ?? '');
  await expect(controlChange(sandbox, timed, 'retry')).rejects.toMatchObject({ problem: { code: 'conflict' } });
  const undone = await halfFailed();
  const { id } = await planUndo(sandbox, undone, 'undo', 'alice');
  await startChange(sandbox, id, all);
  await run(id);
  await expect(controlChange(sandbox, undone, 'retry')).rejects.toMatchObject({ problem: { code: 'conflict' } });
  expect(await copyOn('r1')).toBeUndefined();
});

test('of two who retry a change one is let through, and a retry that cannot read leaves it as it was', async () => {
  const id = await halfFailed();
  const known = await sandbox.records.change(sandbox.gateway.id, id);
  sandbox.fate = ({ path }): Fate => (path.endsWith('/r1') ? 'lose-request' : 'pass');
  await expect(controlChange(sandbox, id, 'retry')).rejects.toMatchObject({ problem: { upstream: 'admin' } });
  expect(await sandbox.records.change(sandbox.gateway.id, id)).toEqual(known);
  sandbox.fate = () => 'pass';
  const both = await Promise.allSettled([controlChange(sandbox, id, 'retry'), controlChange(sandbox, id, 'retry')]);
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(await run(id)).toMatchObject({ status: 'done', counts: { written: 2 } });
});

test('a run that loses its lease sends and notes nothing more, and the next one settles what was under way', async () => {
  await putRoutes(30);
  const { id } = await plan();
  await startChange(sandbox, id, all);
  const lost = new AbortController();
  sandbox.fate = ({ method }): Fate => {
    if (method === 'PATCH') lost.abort();
    return 'pass';
  };
  await runChange(sandbox, id, lost.signal);
  const patches = sandbox.requests.filter(({ method }) => method === 'PATCH').length;
  // As many as may be under way at once.
  expect(patches).toBeLessThanOrEqual(8);
  expect((await sandbox.records.change(sandbox.gateway.id, id)).counts).toMatchObject({ writing: 30 });
  expect(await run(id)).toMatchObject({ status: 'done', counts: { written: 30 } });
  expect(sandbox.requests.filter(({ method }) => method === 'PATCH')).toHaveLength(30);
});
