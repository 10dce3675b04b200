import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Database, openDatabase } from '@/lib/server/db/database';
import type { DatabaseSettings } from '@/lib/server/db/settings';
import { Secret } from '@/lib/server/secret';
import { hasPostgres, startPostgres } from '@/test/postgres';
import { type DatabaseRecords, databaseRecords } from './database-records';
import { newChange, newItem } from './testing-records';

/** The record's contract, held by both databases. */

type Place = { settings: DatabaseSettings; remove: () => unknown };
const places: [name: string, open: () => Promise<Place>][] = [
  [
    'SQLite',
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'routelens-records-'));
      return { settings: { kind: 'sqlite', folder }, remove: () => rmSync(folder, { recursive: true }) };
    },
  ],
  [
    'PostgreSQL',
    async () => {
      const server = await startPostgres();
      return { settings: { kind: 'postgres', url: new Secret(server.url) }, remove: server.stop };
    },
  ],
];

describe.each(places)('%s', { timeout: 60_000 }, (name, open) => {
  if (name === 'PostgreSQL' && !hasPostgres()) {
    test.skip('skipped: there is no PostgreSQL (Debian: apt-get install postgresql)');
    return;
  }

  let place: Place;
  let database: Database;
  let clock = 1_800_000_000_000;
  let records: DatabaseRecords;
  const as = (owner: string) => databaseRecords(database.db, { owner, leaseMs: 1000, now: () => clock });

  beforeAll(async () => {
    place = await open();
    database = await openDatabase(place.settings);
  }, 60_000);
  afterAll(async () => {
    await database?.close();
    await place?.remove();
  });
  beforeEach(async () => {
    await database.db.deleteFrom('changes').execute();
    clock = 1_800_000_000_000;
    records = as('console-1');
  });

  /** A change that has written these objects, one millisecond after the one before. */
  async function written(objectIds: string[], change: Parameters<typeof newChange>[0] = {}) {
    clock += 1;
    const made = await records.create(newChange({ items: objectIds.map((id) => newItem(id)), ...change }));
    for (const position of objectIds.keys())
      await records.noteItem(made.id, position, { status: 'written', verified: true, writtenAt: clock });
    await records.update(made.id, { status: 'done', endedAt: clock });
    return made;
  }

  test('a change comes back as it was put in, whatever is in it', async () => {
    const config = {
      sampler: { name: 'x' },
      'a"b': ['\u0000', '\ud800', '乙', 1e-7, -0, 123456789012345680000, {}, []],
      n: null,
    };
    const created = await records.create(
      newChange({
        actor: 'O’Brien "; drop table changes; --',
        wish: { state: 'exactly', config },
        options: { steps: [1, 10, 100], waitS: 5, halt: { errorRatePoints: 0.5, latencyPercent: 20 } },
        revertAt: clock + 60_000,
        items: [
          newItem('a', { before: config, after: null, outcome: 'twice', reason: 'why', status: 'writing' }),
          newItem('b', { outcome: 'blocked', status: 'skipped' }),
        ],
      }),
    );
    expect(await records.change('g', created.id)).toEqual(created);
    expect(created).toMatchObject({
      gatewayId: 'g',
      at: clock,
      endedAt: null,
      wish: { state: 'exactly', config: JSON.parse(JSON.stringify(config)) },
      revertAt: clock + 60_000,
      revertState: 'waiting',
      counts: { total: 2, writing: 1, skipped: 1, waiting: 0, unverified: 0 },
      outcomes: { twice: 1, blocked: 1, will_change: 0 },
      objects: [
        { id: 'a', name: 'a name' },
        { id: 'b', name: 'b name' },
      ],
    });
    const [item] = await records.itemsOf(created.id, ['writing']);
    expect(item).toMatchObject({ position: 0, before: JSON.parse(JSON.stringify(config)), after: null, reason: 'why' });
  });

  test('what becomes of an item is noted, and only what is named', async () => {
    const { id } = await records.create(newChange());
    const problem = { type: 'about:blank', title: 'x', status: 502, code: 'upstream_unreachable' as const };
    await records.noteItem(id, 0, { status: 'unknown', problem, verified: null });
    await records.noteItem(id, 0, {
      status: 'written',
      verified: false,
      otherDifferences: ['labels'],
      nodes: [{ address: 'n', status: 'same', problem: null }],
      writtenAt: clock,
    });
    expect((await records.items('g', id, {})).rows[0]).toMatchObject({
      status: 'written',
      verified: false,
      otherDifferences: ['labels'],
      nodes: [{ address: 'n' }],
      problem,
      after: { sampler: { name: 'always_on' } },
    });
    expect((await records.change('g', id)).counts).toMatchObject({ written: 1, unverified: 1, total: 1 });
    await records.noteItem(id, 0, { problem: null, verified: true });
    expect((await records.change('g', id)).counts).toMatchObject({ written: 1, unverified: 0 });
  });

  test('of many notes at once none is lost', async () => {
    const items = Array.from({ length: 100 }, (_, index) => newItem(`r${index}`));
    const { id } = await records.create(newChange({ items }));
    await Promise.all(items.map((_, position) => records.noteItem(id, position, { status: 'writing' })));
    await Promise.all(
      items.map((_, position) => records.noteItem(id, position, { status: 'written', verified: true })),
    );
    expect((await records.change('g', id)).counts).toMatchObject({ written: 100, total: 100, unverified: 0 });
  });

  test('10,000 items in one change, read back in order and by pages', async () => {
    const items = Array.from({ length: 10_000 }, (_, index) =>
      newItem(`route-${index}`, { outcome: index % 2 === 0 ? 'will_change' : 'already' }),
    );
    const { id, counts } = await records.create(newChange({ status: 'planned', items }));
    expect(counts).toMatchObject({ total: 10_000, waiting: 10_000 });
    const page = await records.items('g', id, { outcome: 'already', offset: 100, limit: 2 });
    expect(page.matched).toBe(5000);
    expect(page.rows.map(({ objectId }) => objectId)).toEqual(['route-201', 'route-203']);
    expect((await records.items('g', id, { q: 'ROUTE-999' })).matched).toBe(11);
    expect((await records.itemsOf(id, ['waiting'])).map(({ position }) => position)).toEqual([...items.keys()]);
  });

  test('one of two who update from the same status is let through', async () => {
    const { id } = await records.create(newChange({ status: 'planned' }));
    const outcomes = await Promise.all(
      ['console-1', 'console-2', 'console-3'].map((owner) => as(owner).update(id, { status: 'running' }, ['planned'])),
    );
    expect(outcomes.filter(Boolean)).toHaveLength(1);
    expect(await records.update(id, { status: 'paused', reason: 'by hand' }, ['planned', 'done'])).toBe(false);
    expect((await records.change('g', id)).status).toBe('running');
  });

  test('a plan becomes a change of the moment it is started, and is not listed before', async () => {
    const { id } = await records.create(newChange({ status: 'planned' }));
    expect((await records.list('g', {})).rows).toEqual([]);
    const other = await written(['r2']);
    clock += 5000;
    await records.update(id, { status: 'running', revertAt: clock + 10 }, ['planned']);
    expect(await records.change('g', id)).toMatchObject({ at: clock, revertAt: clock + 10, revertState: 'waiting' });
    expect((await records.list('g', {})).rows.map((row) => row.id)).toEqual([id, other.id]);
  });

  test('chosen outcomes wait, the others are skipped, and it can be chosen again', async () => {
    const { id } = await records.create(
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
    const statuses = async () => (await records.items('g', id, {})).rows.map(({ status }) => status);
    await records.update(id, { status: 'running', outcomes: ['will_change'] });
    expect(await statuses()).toEqual(['waiting', 'skipped', 'unchanged', 'skipped']);
    await records.update(id, { status: 'running', outcomes: ['twice'] });
    expect(await statuses()).toEqual(['skipped', 'waiting', 'unchanged', 'skipped']);
    await records.update(id, { status: 'running', outcomes: [] });
    expect(await statuses()).toEqual(['skipped', 'skipped', 'unchanged', 'skipped']);
  });

  test('items are moved together: a retry, a stop', async () => {
    const { id } = await records.create(newChange({ items: [newItem('a'), newItem('b'), newItem('c')] }));
    const problem = { type: 'about:blank', title: 'x', status: 502, code: 'upstream_unreachable' as const };
    await records.noteItem(id, 0, { status: 'failed', problem });
    await records.noteItem(id, 1, { status: 'written' });
    expect(await records.moveItems(id, ['failed', 'unknown'], 'waiting')).toBe(1);
    expect((await records.itemsOf(id, ['waiting'])).map((item) => [item.objectId, item.problem])).toEqual([
      ['a', null],
      ['c', null],
    ]);
    expect(await records.moveItems(id, ['waiting'], 'skipped')).toBe(2);
  });

  test('the list is newest first, by pages that neither repeat nor leave out', async () => {
    const ids: string[] = [];
    for (let index = 0; index < 7; index++) {
      // Several in one millisecond.
      if (index % 3 === 0) clock += 1;
      ids.unshift((await records.create(newChange({ status: 'done', actor: index % 2 === 0 ? 'alice' : 'bob' }))).id);
    }
    await records.create(newChange({ gatewayId: 'another', actor: 'carol' }));
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const page = await records.list('g', { limit: 3, after });
      expect(page).toMatchObject({ total: 7, actors: ['alice', 'bob'] });
      seen.push(...page.rows.map(({ id }) => id));
      after = page.next ?? undefined;
    } while (after !== undefined);
    expect(seen).toEqual(ids);
  });

  test('each filter finds its own, and all of them together', async () => {
    clock += 10;
    const a = await records.create(
      newChange({ status: 'done', items: [newItem('orders', { objectName: 'Bestell_API' })] }),
    );
    clock += 10;
    const b = await records.create(
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
    await records.update(b.id, { status: 'halted', reason: 'Error rate rose by 3 points' });
    const found = async (query: Parameters<DatabaseRecords['list']>[1]) =>
      (await records.list('g', query)).rows
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
    expect(await found({ q: 'error RATE' })).toBe('b');
    expect(await found({ q: 'promet' })).toBe('b');
    expect(await found({ q: '%' })).toBe('');
    expect(await found({ q: "'" })).toBe('');
    expect(await found({ q: 'orders', plugin: 'prometheus', actor: 'bob', status: 'halted', origin: 'undo' })).toBe(
      'b',
    );
  });

  test('a change of another gateway, or none, is not found', async () => {
    const { id } = await records.create(newChange());
    for (const [gatewayId, wanted] of [
      ['another', id],
      ['g', 'none'],
      ['g', '\u0027'],
    ] as const) {
      await expect(records.change(gatewayId, wanted)).rejects.toMatchObject({ problem: { code: 'not_found' } });
      await expect(records.items(gatewayId, wanted, {})).rejects.toMatchObject({ problem: { code: 'not_found' } });
    }
  });

  test('the latest write of a plugin on an object', async () => {
    expect(await records.latest('g', { kind: 'route_plugin', plugin: 'opentelemetry' }, 'r1')).toBeUndefined();
    await written(['r1']);
    const second = await written(['r1', 'r2']);
    await written(['r1'], { target: { kind: 'route_plugin', plugin: 'prometheus' } });
    await written(['r1'], { gatewayId: 'another' });
    const failed = await records.create(newChange());
    await records.noteItem(failed.id, 0, { status: 'failed' });
    const latest = await records.latest('g', { kind: 'route_plugin', plugin: 'opentelemetry' }, 'r1');
    expect(latest).toMatchObject({ changeId: second.id, item: { objectId: 'r1', position: 0 } });
  });

  test('an undo is told which objects a later change has written', async () => {
    const first = await written(['a', 'b', 'c']);
    expect(await records.overtaken('g', first.id)).toEqual([]);
    const second = await written(['b', 'x']);
    await written(['a'], { target: { kind: 'route_plugin', plugin: 'prometheus' } });
    expect(await records.overtaken('g', first.id)).toEqual([{ objectId: 'b', by: second.id }]);
    expect(await records.overtaken('g', second.id)).toEqual([]);
    // The later change and its undo cancel each other out.
    const undo = await written(['b', 'x'], { origin: 'undo', undoOf: second.id });
    expect(await records.overtaken('g', first.id)).toEqual([]);
    expect(await records.overtaken('g', second.id)).toContainEqual({ objectId: 'b', by: undo.id });
  });

  test('a write under way, or of unknown outcome, stands in the way of an undo too', async () => {
    const first = await written(['a', 'b']);
    clock += 1;
    const second = await records.create(newChange({ items: [newItem('a', { status: 'writing' }), newItem('b')] }));
    expect(await records.overtaken('g', first.id)).toEqual([{ objectId: 'a', by: second.id }]);
    await records.noteItem(second.id, 1, { status: 'unknown' });
    expect(await records.overtaken('g', first.id)).toHaveLength(2);
  });

  test('a running change belongs to the console that started it, until its lease ends', async () => {
    const { id } = await records.create(newChange());
    expect(await as('console-2').claim('run', 'console-2', clock + 999, 1000)).toBeNull();
    expect(await records.renew(id, 'console-1', clock + 900, 1000)).toBe(true);
    expect(await records.claim('run', 'console-2', clock + 1500, 1000)).toBeNull();
    expect(await records.claim('run', 'console-2', clock + 1901, 1000)).toMatchObject({ id, status: 'running' });
    expect(await records.renew(id, 'console-1', clock + 1902, 1000)).toBe(false);
    await records.release(id, 'console-1');
    expect(await records.claim('run', 'console-3', clock + 1902, 1000)).toBeNull();
    await records.release(id, 'console-2');
    expect(await records.claim('run', 'console-3', clock + 1902, 1000)).toMatchObject({ id });
  });

  test.each(['paused', 'stopped'] as const)(
    '%s, a change stays with the run that has yet to notice',
    async (status) => {
      const { id } = await records.create(newChange({ items: [newItem('a', { status: 'writing' })] }));
      await records.update(id, { status });
      expect([await records.holder(id), await as('console-2').holder(id)]).toEqual(['this', 'other']);
      await records.release(id, 'console-1');
      expect(await records.holder(id)).toBeNull();
    },
  );

  test('a change that another console is still at is not resumed, and of a plan the choice of who starts it counts', async () => {
    const { id } = await records.create(newChange());
    await records.update(id, { status: 'paused' });
    expect(await as('console-2').update(id, { status: 'running' }, ['paused'])).toBe(false);
    await records.release(id, 'console-1');
    expect(await as('console-2').update(id, { status: 'running' }, ['paused'])).toBe(true);

    const items = [newItem('a'), newItem('b', { outcome: 'twice' })];
    const plan = await records.create(newChange({ status: 'planned', items }));
    expect(await records.update(plan.id, { status: 'running', outcomes: ['twice'] }, ['planned'])).toBe(true);
    expect(await records.update(plan.id, { status: 'running', outcomes: ['will_change'] }, ['planned'])).toBe(false);
    expect((await records.itemsOf(plan.id, ['waiting'])).map(({ objectId }) => objectId)).toEqual(['b']);
  });

  test('a timer is cancelled only while it waits', async () => {
    const { id } = await written(['r1'], { revertAt: clock + 5000 });
    await records.update(id, { revertState: 'done' });
    expect(await records.update(id, { revertState: 'cancelled', ifWaiting: true, reason: 'late' })).toBe(false);
    expect(await records.change('g', id)).toMatchObject({ revertState: 'done', reason: null });
  });

  test('what is told of a change when it is created is what the record holds', async () => {
    const change = await records.create(newChange({ revertAt: clock + 5000, items: [newItem('a'), newItem('b')] }));
    expect(change).toEqual(await records.change('g', change.id));
  });

  test('a change that has ended is nobody’s', async () => {
    const { id } = await records.create(newChange());
    await records.update(id, { status: 'done' });
    expect(await records.holder(id)).toBeNull();
  });

  test('each piece of work is taken by one of several consoles', async () => {
    for (let index = 0; index < 6; index++) await records.create(newChange());
    clock += 2000;
    const claims = await Promise.all(
      Array.from({ length: 12 }, (_, index) => as(`c${index}`).claim('run', `c${index}`, clock, 1000)),
    );
    const ids = claims.flatMap((change) => change?.id ?? []);
    expect(ids).toHaveLength(6);
    expect(new Set(ids).size).toBe(6);
  });

  test('a timed change is taken when its time has come and it has ended, once', async () => {
    const { id } = await written(['r1'], { revertAt: clock + 5000 });
    const running = await records.create(newChange({ revertAt: clock + 10 }));
    expect(await records.nextWorkAt()).toBe(clock + 1001);
    expect(await records.waitingReverts('g')).toEqual([
      { changeId: running.id, plugin: 'opentelemetry', objectIds: ['r1'], at: clock + 10 },
      { changeId: id, plugin: 'opentelemetry', objectIds: ['r1'], at: 1_800_000_005_000 },
    ]);
    expect(await records.claim('revert', 'console-1', clock + 4000, 1000)).toBeNull();
    expect(await records.claim('revert', 'console-1', 1_800_000_005_000, 1000)).toMatchObject({ id });
    expect(await records.claim('revert', 'console-2', 1_800_000_005_000, 1000)).toBeNull();
    await records.update(id, { revertState: 'done' });
    await records.release(id, 'console-1');
    expect(await records.claim('revert', 'console-2', 1_800_000_007_000, 1000)).toBeNull();
    expect((await records.change('g', id)).revertAt).toBe(1_800_000_005_000);
  });

  test('what a later change has written waits for no timer any more', async () => {
    const { id } = await written(['a', 'b'], { revertAt: clock + 60_000 });
    await written(['a']);
    expect(await records.waitingReverts('g')).toMatchObject([{ changeId: id, objectIds: ['b'] }]);
    await written(['b']);
    expect(await records.waitingReverts('g')).toEqual([]);
  });

  test.each(['timer', 'undo'] as const)(
    'an undo by %s ends the timer of what it undoes when it is started, not before',
    async (origin) => {
      const { id } = await written(['r1'], { revertAt: clock + 5000 });
      const undo = await records.create(newChange({ status: 'planned', origin, undoOf: id }));
      expect((await records.change('g', id)).revertState).toBe('waiting');
      expect(await records.update(undo.id, { status: 'running' }, ['planned'])).toBe(true);
      expect((await records.change('g', id)).revertState).toBe('restoring');
      expect(await records.waitingReverts('g')).toEqual([]);
    },
  );

  test('plans that nobody started are dropped with their items, changes never', async () => {
    const plan = await records.create(newChange({ status: 'planned' }));
    const change = await records.create(newChange());
    clock += 1000;
    const young = await records.create(newChange({ status: 'planned' }));
    expect(await records.dropPlanned(clock)).toBe(1);
    await expect(records.change('g', plan.id)).rejects.toMatchObject({ problem: { code: 'not_found' } });
    expect(await records.itemsOf(plan.id, ['waiting'])).toEqual([]);
    for (const { id } of [change, young]) expect((await records.change('g', id)).id).toBe(id);
  });
});
