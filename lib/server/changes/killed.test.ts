import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { isSameJson } from '@/lib/changes/json';
import { type Fate, startTestGateway, type TestGateway } from '@/test/gateway';
import { applyChange } from './apply-change';
import type { ChangeContext } from './context';
import { planBulk } from './plan-bulk';
import { planChange } from './plan-change';
import type { ChangeRecords } from './records';
import { runChange } from './run-change';
import { startChange } from './start-change';

let sandbox: TestGateway;
beforeAll(async () => {
  sandbox = await startTestGateway();
});
afterAll(() => sandbox.close());

const upstream = { type: 'roundrobin', nodes: { '127.0.0.1:1980': 1 } };
const count = 6;
const ids = Array.from({ length: count }, (_, n) => `k${n}`);
const old = { sampler: { name: 'always_off' }, x_new: 1 };
const wish = { state: 'on', config: { sampler: { name: 'always_on' } } } as const;
const wished = { ...old, ...wish.config };

beforeEach(async () => {
  sandbox.fate = () => 'pass';
  for (const id of ids)
    await sandbox.admin('PUT', `/routes/${id}`, { uri: `/${id}`, upstream, plugins: { opentelemetry: old, cors: {} } });
});

class Killed extends Error {}

/**
 * A console that dies before its nth step, a step being anything that it does to the record or asks of the gateway:
 * nothing of it reaches either from then on, and what was under way is lost on its way or comes to its end, by turns.
 */
function dyingConsole(step: number, losesAnswer: boolean): { context: ChangeContext; steps: () => number } {
  let taken = 0;
  const dies = () => ++taken > step;
  const records = Object.fromEntries(
    Object.entries(sandbox.records).map(([name, method]) => [
      name,
      (...values: unknown[]) =>
        dies() ? Promise.reject(new Killed()) : (method as (...args: unknown[]) => Promise<unknown>)(...values),
    ]),
  ) as unknown as ChangeRecords;
  sandbox.fate = (): Fate => {
    if (!dies()) return 'pass';
    return losesAnswer && taken === step + 1 ? 'lose-answer' : 'lose-request';
  };
  return { context: { gateway: sandbox.gateway, records }, steps: () => taken };
}

async function copies(): Promise<unknown[]> {
  return Promise.all(
    ids.map(async (id) => {
      const { value } = await sandbox.admin('GET', `/routes/${id}`);
      const { plugins, uri } = value as { uri: string; plugins: Record<string, unknown> };
      expect({ uri, cors: plugins.cors }).toEqual({ uri: `/${id}`, cors: {} });
      return plugins.opentelemetry;
    }),
  );
}

/** What a console finds that is started on the same record after this one died. */
async function expectTruth(changeId: string): Promise<void> {
  const found = await copies();
  const items = await sandbox.records.itemsOf(changeId, [
    'waiting',
    'writing',
    'written',
    'failed',
    'unknown',
    'conflict',
  ]);
  for (const [at, copy] of found.entries()) {
    const { status } = items.find(({ objectId }) => objectId === ids[at]) ?? {};
    const isNew = isSameJson(copy, wished);
    expect(isNew || isSameJson(copy, old), `${ids[at]} is ${JSON.stringify(copy)}`).toBe(true);
    // Only of what was under way it does not say more than that.
    if (status === 'written') expect(isNew).toBe(true);
    else if (status !== 'writing') expect({ status, isNew }).toEqual({ status: 'waiting', isNew: false });
  }
}

test('Killed at any point of a bulk change: after restart each route is in its old or its new state and the record says which', async () => {
  for (let step = 0, isOver = false; !isOver; step++) {
    for (const id of ids) await sandbox.admin('PATCH', `/routes/${id}`, { plugins: { opentelemetry: old } });
    const { id } = await planBulk(sandbox, { plugin: 'opentelemetry', wish, routes: { ids } }, 'alice');
    await startChange(sandbox, id, { outcomes: ['will_change'], options: null, revertAt: null });
    const dying = dyingConsole(step, step % 2 === 0);
    await runChange(dying.context, id).catch((error: unknown) => {
      if (!(error instanceof Killed)) throw error;
    });
    sandbox.fate = () => 'pass';
    isOver = dying.steps() <= step;
    await expectTruth(id);

    // A dead console leaves it running or, where it was the gateway that it lost first, paused.
    await sandbox.records.update(id, { status: 'running' }, ['running', 'paused']);
    await runChange(sandbox, id);
    const change = await sandbox.records.change(sandbox.gateway.id, id);
    const { written, unverified } = change.counts;
    // What was under way is read back like the rest: nobody is told that it differs from the plan.
    expect({ status: change.status, written, unverified }).toEqual({ status: 'done', written: count, unverified: 0 });
    expect(await copies()).toEqual(ids.map(() => wished));
  }
}, 300_000);

test('killed at any point of a toggle: the route is in its old or its new state, and what was sent is on record', async () => {
  const [routeId = ''] = ids;
  for (let step = 0, isOver = false; !isOver; step++) {
    await sandbox.admin('PATCH', `/routes/${routeId}`, { plugins: { opentelemetry: old } });
    const { seen } = await planChange(sandbox, routeId, 'opentelemetry', wish);
    const known = (await sandbox.records.list(sandbox.gateway.id, {})).total;
    const dying = dyingConsole(step, step % 2 === 0);
    const input = { routeId, plugin: 'opentelemetry', wish, seen, actor: 'alice' } as const;
    await applyChange(dying.context, input).catch(() => undefined);
    sandbox.fate = () => 'pass';
    isOver = dying.steps() <= step;

    const [copy] = await copies();
    const { rows, total } = await sandbox.records.list(sandbox.gateway.id, {});
    if (isSameJson(copy, wished)) expect(total).toBe(known + 1);
    else expect(isSameJson(copy, old)).toBe(true);
    const [change] = rows;
    if (total === known || change === undefined) continue;
    await runChange(sandbox, change.id);
    const [item] = await sandbox.records.itemsOf(change.id, ['written', 'failed', 'unknown']);
    const { status } = await sandbox.records.change(sandbox.gateway.id, change.id);
    expect({ status, written: item?.status === 'written' }).toEqual({
      status: 'done',
      written: isSameJson((await copies())[0], wished),
    });
  }
}, 120_000);
