import { expect, test } from 'vitest';
import { describeOnEachDatabase } from './testing-databases';
import { newChange, newItem } from './testing-records';

/** Whose a change is, and whose turn its timer: held by both databases. */

describeOnEachDatabase((on) => {
  const { as, written } = on;

  test('a running change belongs to the console that started it, until its lease ends', async () => {
    const { id } = await on.records.create(newChange());
    expect(await as('console-2').claim('run', 'console-2', on.clock + 999, 1000)).toBeNull();
    expect(await on.records.renew(id, 'console-1', on.clock + 900, 1000)).toBe(true);
    expect(await on.records.claim('run', 'console-2', on.clock + 1500, 1000)).toBeNull();
    expect(await on.records.claim('run', 'console-2', on.clock + 1901, 1000)).toMatchObject({ id, status: 'running' });
    expect(await on.records.renew(id, 'console-1', on.clock + 1902, 1000)).toBe(false);
    await on.records.release(id, 'console-1');
    expect(await on.records.claim('run', 'console-3', on.clock + 1902, 1000)).toBeNull();
    await on.records.release(id, 'console-2');
    expect(await on.records.claim('run', 'console-3', on.clock + 1902, 1000)).toMatchObject({ id });
  });

  test.each(['paused', 'stopped'] as const)(
    '%s, a change stays with the run that has yet to notice',
    async (status) => {
      const { id } = await on.records.create(newChange({ items: [newItem('a', { status: 'writing' })] }));
      await on.records.update(id, { status });
      expect([await on.records.holder(id), await as('console-2').holder(id)]).toEqual(['this', 'other']);
      await on.records.release(id, 'console-1');
      expect(await on.records.holder(id)).toBeNull();
    },
  );

  test('a change that another console is still at is not resumed, and of a plan the choice of who starts it counts', async () => {
    const { id } = await on.records.create(newChange());
    await on.records.update(id, { status: 'paused' });
    expect(await as('console-2').update(id, { status: 'running' }, ['paused'])).toBe(false);
    await on.records.release(id, 'console-1');
    expect(await as('console-2').update(id, { status: 'running' }, ['paused'])).toBe(true);

    const items = [newItem('a'), newItem('b', { outcome: 'twice' })];
    const plan = await on.records.create(newChange({ status: 'planned', items }));
    expect(await on.records.update(plan.id, { status: 'running', outcomes: ['twice'] }, ['planned'])).toBe(true);
    expect(await on.records.update(plan.id, { status: 'running', outcomes: ['will_change'] }, ['planned'])).toBe(false);
    expect((await on.records.itemsOf(plan.id, ['waiting'])).map(({ objectId }) => objectId)).toEqual(['b']);
  });

  test('a timer is cancelled only while it waits', async () => {
    const { id } = await written(['r1'], { revertAt: on.clock + 5000 });
    await on.records.update(id, { revertState: 'done' });
    expect(
      await on.records.update(id, { revertState: 'cancelled', ifWaiting: true, reason: { code: 'let_stay' } }),
    ).toBe(false);
    expect(await on.records.change('g', id)).toMatchObject({ revertState: 'done', reason: null });
  });

  test('a change that has ended is nobody’s', async () => {
    const { id } = await on.records.create(newChange());
    await on.records.update(id, { status: 'done' });
    expect(await on.records.holder(id)).toBeNull();
  });

  test('each piece of work is taken by one of several consoles', async () => {
    for (let index = 0; index < 6; index++) await on.records.create(newChange());
    on.clock += 2000;
    const claims = await Promise.all(
      Array.from({ length: 12 }, (_, index) => as(`c${index}`).claim('run', `c${index}`, on.clock, 1000)),
    );
    const ids = claims.flatMap((change) => change?.id ?? []);
    expect(ids).toHaveLength(6);
    expect(new Set(ids).size).toBe(6);
  });

  test('a timed change is taken when its time has come and it has ended, once', async () => {
    const { id } = await written(['r1'], { revertAt: on.clock + 5000 });
    const running = await on.records.create(newChange({ revertAt: on.clock + 10 }));
    expect(await on.records.nextWorkAt()).toBe(on.clock + 1001);
    expect(await on.records.waitingReverts('g')).toEqual([
      { changeId: running.id, plugin: 'opentelemetry', objectIds: ['r1'], at: on.clock + 10 },
      { changeId: id, plugin: 'opentelemetry', objectIds: ['r1'], at: 1_800_000_005_000 },
    ]);
    expect(await on.records.claim('revert', 'console-1', on.clock + 4000, 1000)).toBeNull();
    expect(await on.records.claim('revert', 'console-1', 1_800_000_005_000, 1000)).toMatchObject({ id });
    expect(await on.records.claim('revert', 'console-2', 1_800_000_005_000, 1000)).toBeNull();
    await on.records.update(id, { revertState: 'done' });
    await on.records.release(id, 'console-1');
    expect(await on.records.claim('revert', 'console-2', 1_800_000_007_000, 1000)).toBeNull();
    expect((await on.records.change('g', id)).revertAt).toBe(1_800_000_005_000);
  });

  test('what a later change has written waits for no timer any more', async () => {
    const { id } = await written(['a', 'b'], { revertAt: on.clock + 60_000 });
    await written(['a']);
    expect(await on.records.waitingReverts('g')).toMatchObject([{ changeId: id, objectIds: ['b'] }]);
    await written(['b']);
    expect(await on.records.waitingReverts('g')).toMatchObject([{ changeId: id, objectIds: [] }]);
  });

  test.each(['timer', 'undo'] as const)(
    'an undo by %s ends the timer of what it undoes when it is started, not before',
    async (origin) => {
      const { id } = await written(['r1'], { revertAt: on.clock + 5000 });
      const undo = await on.records.create(newChange({ status: 'planned', origin, undoOf: id }));
      expect((await on.records.change('g', id)).revertState).toBe('waiting');
      expect(await on.records.update(undo.id, { status: 'running' }, ['planned'])).toBe(true);
      expect((await on.records.change('g', id)).revertState).toBe('restoring');
      expect(await on.records.waitingReverts('g')).toEqual([]);
    },
  );
});
