import { expect, test } from 'vitest';
import type { DatabaseRecords } from './database-records';
import { describeOnEachDatabase } from './testing-databases';
import { newChange, newItem } from './testing-records';

/** The record's contract, held by both databases. */

describeOnEachDatabase((on) => {
  const { as, written } = on;

  test('a change comes back as it was put in, whatever is in it', async () => {
    const config = {
      sampler: { name: 'x' },
      'a"b': ['\u0000', '\ud800', '乙', 1e-7, -0, 123456789012345680000, {}, []],
      n: null,
    };
    const created = await on.records.create(
      newChange({
        actor: 'O’Brien "; drop table changes; --',
        wish: { state: 'exactly', config },
        options: { steps: [1, 10, 100], waitS: 5, halt: { errorRatePoints: 0.5, latencyPercent: 20 } },
        revertAt: on.clock + 60_000,
        items: [
          newItem('a', {
            before: config,
            after: null,
            outcome: 'twice',
            reason: { code: 'words', words: 'why' },
            status: 'writing',
          }),
          newItem('b', { outcome: 'blocked', status: 'skipped' }),
        ],
      }),
    );
    expect(await on.records.change('g', created.id)).toEqual(created);
    expect(created).toMatchObject({
      gatewayId: 'g',
      at: on.clock,
      endedAt: null,
      wish: { state: 'exactly', config: JSON.parse(JSON.stringify(config)) },
      revertAt: on.clock + 60_000,
      revertState: 'waiting',
      counts: { total: 2, writing: 1, skipped: 1, waiting: 0, unverified: 0 },
      outcomes: { twice: 1, blocked: 1, will_change: 0 },
      objects: [
        { id: 'a', name: 'a name' },
        { id: 'b', name: 'b name' },
      ],
    });
    const [item] = await on.records.itemsOf(created.id, ['writing']);
    expect(item).toMatchObject({
      position: 0,
      before: JSON.parse(JSON.stringify(config)),
      after: null,
      reason: { code: 'words', words: 'why' },
    });
  });

  test('what becomes of an item is noted, and only what is named', async () => {
    const { id } = await on.records.create(newChange());
    const problem = { type: 'about:blank', title: 'x', status: 502, code: 'upstream_unreachable' as const };
    await on.records.noteItem(id, 0, { status: 'unknown', problem, verified: null });
    await on.records.noteItem(id, 0, {
      status: 'written',
      verified: false,
      otherDifferences: ['labels'],
      nodes: [{ address: 'n', status: 'same', problem: null }],
      writtenAt: on.clock,
    });
    expect((await on.records.items('g', id, {})).rows[0]).toMatchObject({
      status: 'written',
      verified: false,
      otherDifferences: ['labels'],
      nodes: [{ address: 'n' }],
      problem,
      after: { sampler: { name: 'always_on' } },
    });
    expect((await on.records.change('g', id)).counts).toMatchObject({ written: 1, unverified: 1, total: 1 });
    await on.records.noteItem(id, 0, { problem: null, verified: true });
    expect((await on.records.change('g', id)).counts).toMatchObject({ written: 1, unverified: 0 });
  });

  test('a change of one object ends with what became of it, and keeps its timer', async () => {
    const { id } = await on.records.create(newChange({ items: [newItem('a')], revertAt: on.clock + 60_000 }));
    await on.records.endSingle(id, { status: 'failed', problem: null });
    expect(await on.records.change('g', id)).toMatchObject({
      status: 'done',
      endedAt: on.clock,
      revertState: 'waiting',
      counts: { failed: 1, total: 1 },
    });
    expect(await on.records.holder(id)).toBeNull();
  });

  test('of many notes at once none is lost', async () => {
    const items = Array.from({ length: 100 }, (_, index) => newItem(`r${index}`));
    const { id } = await on.records.create(newChange({ items }));
    await Promise.all(items.map((_, position) => on.records.noteItem(id, position, { status: 'writing' })));
    await Promise.all(
      items.map((_, position) => on.records.noteItem(id, position, { status: 'written', verified: true })),
    );
    expect((await on.records.change('g', id)).counts).toMatchObject({ written: 100, total: 100, unverified: 0 });
  });

  test('10,000 items in one change, read back in order and by pages', async () => {
    const items = Array.from({ length: 10_000 }, (_, index) =>
      newItem(`route-${index}`, { outcome: index % 2 === 0 ? 'will_change' : 'already' }),
    );
    const { id, counts } = await on.records.create(newChange({ status: 'planned', items }));
    expect(counts).toMatchObject({ total: 10_000, waiting: 10_000 });
    const page = await on.records.items('g', id, { outcome: 'already', offset: 100, limit: 2 });
    expect(page.matched).toBe(5000);
    expect(page.rows.map(({ objectId }) => objectId)).toEqual(['route-201', 'route-203']);
    expect((await on.records.items('g', id, { q: 'ROUTE-999' })).matched).toBe(11);
    expect((await on.records.itemsOf(id, ['waiting'])).map(({ position }) => position)).toEqual([...items.keys()]);
  });

  test('one of two who update from the same status is let through', async () => {
    const { id } = await on.records.create(newChange({ status: 'planned' }));
    const outcomes = await Promise.all(
      ['console-1', 'console-2', 'console-3'].map((owner) => as(owner).update(id, { status: 'running' }, ['planned'])),
    );
    expect(outcomes.filter(Boolean)).toHaveLength(1);
    expect(await on.records.update(id, { status: 'paused', reason: { code: 'let_stay' } }, ['planned', 'done'])).toBe(
      false,
    );
    expect((await on.records.change('g', id)).status).toBe('running');
  });

  test('a plan becomes a change of the moment it is started, and is not listed before', async () => {
    const { id } = await on.records.create(newChange({ status: 'planned' }));
    expect((await on.records.list('g', {})).rows).toEqual([]);
    const other = await written(['r2']);
    on.clock += 5000;
    await on.records.update(id, { status: 'running', revertAt: on.clock + 10 }, ['planned']);
    expect(await on.records.change('g', id)).toMatchObject({
      at: on.clock,
      revertAt: on.clock + 10,
      revertState: 'waiting',
    });
    expect((await on.records.list('g', {})).rows.map((row) => row.id)).toEqual([id, other.id]);
  });

  test('chosen outcomes wait, the others are skipped, and it can be chosen again', async () => {
    const { id } = await on.records.create(
      newChange({
        status: 'planned',
        items: [
          newItem('a'),
          newItem('b', { outcome: 'twice' }),
          newItem('c', { outcome: 'already', status: 'unchanged' }),
          newItem('d', { outcome: 'invalid', status: 'skipped' }),
        ],
      }),
    );
    const statuses = async () => (await on.records.items('g', id, {})).rows.map(({ status }) => status);
    await on.records.update(id, { status: 'running', outcomes: ['will_change'] });
    expect(await statuses()).toEqual(['waiting', 'skipped', 'unchanged', 'skipped']);
    await on.records.update(id, { status: 'running', outcomes: ['twice'] });
    expect(await statuses()).toEqual(['skipped', 'waiting', 'unchanged', 'skipped']);
    await on.records.update(id, { status: 'running', outcomes: [] });
    expect(await statuses()).toEqual(['skipped', 'skipped', 'unchanged', 'skipped']);
  });

  test('items are moved together: a retry, a stop', async () => {
    const { id } = await on.records.create(newChange({ items: [newItem('a'), newItem('b'), newItem('c')] }));
    const problem = { type: 'about:blank', title: 'x', status: 502, code: 'upstream_unreachable' as const };
    await on.records.noteItem(id, 0, { status: 'failed', problem });
    await on.records.noteItem(id, 1, { status: 'written' });
    expect(await on.records.moveItems(id, ['failed', 'unknown'], 'waiting')).toBe(1);
    expect((await on.records.itemsOf(id, ['waiting'])).map((item) => [item.objectId, item.problem])).toEqual([
      ['a', null],
      ['c', null],
    ]);
    expect(await on.records.moveItems(id, ['waiting'], 'skipped')).toBe(2);
  });

  test('the list is newest first, by pages that neither repeat nor leave out', async () => {
    const ids: string[] = [];
    for (let index = 0; index < 7; index++) {
      // Several in one millisecond.
      if (index % 3 === 0) on.clock += 1;
      ids.unshift(
        (await on.records.create(newChange({ status: 'done', actor: index % 2 === 0 ? 'alice' : 'bob' }))).id,
      );
    }
    await on.records.create(newChange({ gatewayId: 'another', actor: 'carol' }));
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const page = await on.records.list('g', { limit: 3, after });
      expect(page).toMatchObject({ total: 7, actors: ['alice', 'bob'] });
      seen.push(...page.rows.map(({ id }) => id));
      after = page.next ?? undefined;
    } while (after !== undefined);
    expect(seen).toEqual(ids);
  });

  test('each filter finds its own, and all of them together', async () => {
    on.clock += 10;
    const a = await on.records.create(
      newChange({ status: 'done', items: [newItem('orders', { objectName: 'Bestell_API' })] }),
    );
    on.clock += 10;
    const b = await on.records.create(
      newChange(
        {
          status: 'running',
          actor: 'bob',
          origin: 'undo',
          undoOf: a.id,
          items: [newItem('pay'), newItem('orders', { status: 'skipped' })],
        },
        'prometheus',
      ),
    );
    await on.records.update(b.id, { status: 'halted', reason: { code: 'too_few_calls', before: 5, since: 9 } });
    const found = async (query: Parameters<DatabaseRecords['list']>[1]) =>
      (await on.records.list('g', query)).rows
        .map(({ id }) => (id === a.id ? 'a' : 'b'))
        .sort()
        .join('');
    expect(await found({})).toBe('ab');
    expect(await found({ plugin: 'prometheus' })).toBe('b');
    expect(await found({ actor: 'bob' })).toBe('b');
    expect(await found({ origin: 'person' })).toBe('a');
    expect(await found({ status: 'halted' })).toBe('b');
    expect(await found({ status: 'planned' })).toBe('');
    expect(await found({ from: b.at })).toBe('b');
    expect(await found({ to: a.at })).toBe('a');
    expect(await found({ route: 'orders' })).toBe('a');
    expect(await found({ q: 'bestell_api' })).toBe('a');
    expect(await found({ q: 'BESTELL' })).toBe('a');
    expect(await found({ q: 'pay bob' })).toBe('b');
    expect(await found({ q: 'pay alice' })).toBe('');
    expect(await found({ q: 'few CALLS' })).toBe('b');
    expect(await found({ q: 'promet' })).toBe('b');
    expect(await found({ q: '%' })).toBe('');
    expect(await found({ q: "'" })).toBe('');
    expect(await found({ q: 'orders', plugin: 'prometheus', actor: 'bob', status: 'halted', origin: 'undo' })).toBe(
      'b',
    );
  });

  test('a change of another gateway, or none, is not found', async () => {
    const { id } = await on.records.create(newChange());
    for (const [gatewayId, wanted] of [
      ['another', id],
      ['g', 'none'],
      ['g', '\u0027'],
    ] as const) {
      await expect(on.records.change(gatewayId, wanted)).rejects.toMatchObject({ problem: { code: 'not_found' } });
      await expect(on.records.items(gatewayId, wanted, {})).rejects.toMatchObject({ problem: { code: 'not_found' } });
    }
  });

  test('the latest write of a plugin on an object', async () => {
    expect(await on.records.latest('g', { kind: 'route_plugin', plugin: 'opentelemetry' }, 'r1')).toBeUndefined();
    await written(['r1']);
    const second = await written(['r1', 'r2']);
    await written(['r1'], { target: { kind: 'route_plugin', plugin: 'prometheus' } });
    await written(['r1'], { gatewayId: 'another' });
    const failed = await on.records.create(newChange());
    await on.records.noteItem(failed.id, 0, { status: 'failed' });
    const latest = await on.records.latest('g', { kind: 'route_plugin', plugin: 'opentelemetry' }, 'r1');
    expect(latest).toMatchObject({ changeId: second.id, item: { objectId: 'r1', position: 0 } });
  });

  test('an undo is told which objects a later change has written', async () => {
    const first = await written(['a', 'b', 'c']);
    expect(await on.records.overtaken('g', first.id)).toEqual([]);
    const second = await written(['b', 'x']);
    await written(['a'], { target: { kind: 'route_plugin', plugin: 'prometheus' } });
    expect(await on.records.overtaken('g', first.id)).toEqual([{ objectId: 'b', by: second.id }]);
    expect(await on.records.overtaken('g', second.id)).toEqual([]);
    // The later change and its undo cancel each other out.
    const undo = await written(['b', 'x'], { origin: 'undo', undoOf: second.id });
    expect(await on.records.overtaken('g', first.id)).toEqual([]);
    expect(await on.records.overtaken('g', second.id)).toContainEqual({ objectId: 'b', by: undo.id });
  });

  test('a write under way, or of unknown outcome, stands in the way of an undo too', async () => {
    const first = await written(['a', 'b']);
    on.clock += 1;
    const second = await on.records.create(newChange({ items: [newItem('a', { status: 'writing' }), newItem('b')] }));
    expect(await on.records.overtaken('g', first.id)).toEqual([{ objectId: 'a', by: second.id }]);
    await on.records.noteItem(second.id, 1, { status: 'unknown' });
    expect(await on.records.overtaken('g', first.id)).toHaveLength(2);
  });

  test('what is told of a change when it is created is what the record holds', async () => {
    const change = await on.records.create(
      newChange({ revertAt: on.clock + 5000, items: [newItem('a'), newItem('b')] }),
    );
    expect(change).toEqual(await on.records.change('g', change.id));
  });

  test('a text that PostgreSQL would refuse is kept and found alike: a NUL, half of a surrogate pair', async () => {
    const items = [newItem('a', { objectName: 'a\u0000b', after: { note: 'x\u0000y' } }), newItem('\ud800')];
    const { id } = await on.records.create(newChange({ actor: 'al\u0000ice', items }));
    const { rows } = await on.records.list('g', { q: 'a\u0000B' });
    expect(rows).toMatchObject([{ id, actor: 'al\uFFFDice' }]);
    expect((await on.records.list('g', { q: '\u0000' })).total).toBe(1);
    expect((await on.records.list('g', { actor: 'al\u0000ice' })).total).toBe(1);
    expect(await on.records.itemsOf(id, ['waiting'])).toMatchObject([
      { objectName: 'a\uFFFDb', after: { note: 'x\u0000y' } },
      { objectId: '\uFFFD' },
    ]);
  });

  test('plans that nobody started are dropped with their items, changes never', async () => {
    const plan = await on.records.create(newChange({ status: 'planned' }));
    const change = await on.records.create(newChange());
    on.clock += 1000;
    const young = await on.records.create(newChange({ status: 'planned' }));
    expect(await on.records.dropPlanned(on.clock)).toBe(1);
    await expect(on.records.change('g', plan.id)).rejects.toMatchObject({ problem: { code: 'not_found' } });
    expect(await on.records.itemsOf(plan.id, ['waiting'])).toEqual([]);
    for (const { id } of [change, young]) expect((await on.records.change('g', id)).id).toBe(id);
  });
});
