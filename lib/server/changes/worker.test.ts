import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Database, openDatabase } from '@/lib/server/db/database';
import { type DatabaseRecords, databaseRecords } from './database-records';
import { underLease } from './lease';
import type { StoredChange } from './records';
import { newChange, newItem } from './testing-records';
import { startWorker, type Worker, type WorkerOptions } from './worker';

/** The worker against a real record and a clock of its own. */

const start = 1_800_000_000_000;
const leaseMs = 15_000;
let folder: string;
let database: Database;
let records: DatabaseRecords;
let worker: Worker | undefined;
let begun: string[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'routelens-worker-'));
  vi.useFakeTimers({ now: start, toFake: ['Date', 'setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] });
  begun = [];
  await restart();
});
afterEach(async () => {
  worker?.stop();
  await database.close();
  vi.useRealTimers();
  rmSync(folder, { recursive: true });
});

/** What a new process finds: the same file, nothing else. */
async function restart(): Promise<void> {
  worker?.stop();
  worker = undefined;
  await database?.close().catch(() => undefined);
  database = await openDatabase({ kind: 'sqlite', folder });
  records = databaseRecords(database.db, { owner: 'me', leaseMs });
  await records.dropLeases();
}

function work(options: Partial<WorkerOptions> = {}): void {
  worker = startWorker({
    records: async () => records,
    engine: {
      run: (change) => done(change, 'run'),
      revert: (change) => done(change, 'revert'),
    },
    owner: 'me',
    leaseMs,
    sweepMs: 3_600_000,
    planMs: 86_400_000,
    onFailure: (error) => begun.push(`failure: ${(error as Error).message}`),
    ...options,
  });
}

async function done({ id }: StoredChange, how: 'run' | 'revert'): Promise<void> {
  begun.push(`${how} ${id}`);
  await records.update(id, how === 'run' ? { status: 'done' } : { revertState: 'done' });
  await records.release(id, 'me');
}

/** Lets the worker look, which waits for the database alone. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
}

async function pass(ms: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms);
  await settle();
}

async function timed(revertAt: number): Promise<string> {
  const { id } = await records.create(newChange({ revertAt, items: [newItem('r1')] }));
  await records.noteItem(id, 0, { status: 'written', writtenAt: Date.now() });
  await records.update(id, { status: 'done' });
  return id;
}

test('a change that ran when the console ended is taken up at the start of the next one', async () => {
  const { id } = await records.create(newChange());
  await restart();
  work();
  await settle();
  expect(begun).toEqual([`run ${id}`]);
});

test('a change that this console is at is not taken up beside it', async () => {
  await records.create(newChange());
  work();
  await settle();
  expect(begun).toEqual([]);
});

test('a timer is kept to the millisecond, also over a restart', async () => {
  const id = await timed(start + 900_000);
  work();
  await pass(500_000);
  await restart();
  work();
  await pass(399_999);
  expect(begun).toEqual([]);
  await pass(1);
  expect(begun).toEqual([`revert ${id}`]);
  await pass(7_200_000);
  expect(begun).toHaveLength(1);
});

test('a timer whose time came while no console ran is kept at once', async () => {
  const id = await timed(start + 60_000);
  await restart();
  vi.setSystemTime(start + 90_000_000);
  work();
  await settle();
  expect(begun).toEqual([`revert ${id}`]);
});

test('a timer beyond what a timer of Node.js can hold is kept, and no sooner', async () => {
  const days = 86_400_000;
  const id = await timed(start + 40 * days);
  work({ sweepMs: Number.POSITIVE_INFINITY });
  await pass(40 * days - 1);
  expect(begun).toEqual([]);
  await pass(1);
  expect(begun).toEqual([`revert ${id}`]);
});

test('a timer that is set while it sleeps is kept when it is woken', async () => {
  work();
  await settle();
  const id = await timed(start + 5000);
  worker?.wake();
  await pass(5000);
  expect(begun).toEqual([`revert ${id}`]);
});

test('a timed change that still runs is restored when it has ended', async () => {
  const { id } = await records.create(newChange({ revertAt: start + 1000 }));
  work();
  await pass(5000);
  expect(begun).toEqual([]);
  await records.update(id, { status: 'stopped' });
  // Its run has yet to notice.
  worker?.wake();
  await settle();
  expect(begun).toEqual([]);
  await records.release(id, 'me');
  worker?.wake();
  await settle();
  expect(begun).toEqual([`revert ${id}`]);
});

test('with nothing to do it does not ask the database', async () => {
  work();
  await settle();
  const claim = vi.spyOn(records, 'claim');
  await pass(3_599_000);
  expect(claim).not.toHaveBeenCalled();
});

test('the work of another console is taken up when its lease has ended', async () => {
  const other = databaseRecords(database.db, { owner: 'other', leaseMs });
  const { id } = await other.create(newChange());
  work({ sweepMs: 60_000 });
  await pass(10_000);
  await other.renew(id, 'other', Date.now(), leaseMs);
  await pass(15_000);
  expect(begun).toEqual([]);
  await pass(2);
  expect(begun).toEqual([`run ${id}`]);
});

test('work that fails is tried again, later each time', async () => {
  const { id } = await records.create(newChange());
  await restart();
  const attempts: number[] = [];
  work({
    engine: {
      run: (change) =>
        underLease({ records, owner: 'me', leaseMs }, change.id, async () => {
          attempts.push(Date.now() - start);
          if (attempts.length < 4) throw new Error('the gateway is away');
          await records.update(id, { status: 'done' });
        }).catch(() => undefined),
      revert: async () => undefined,
    },
  });
  await settle();
  for (let second = 0; second < 300; second++) await pass(1000);
  expect(attempts.map((ms) => Math.round(ms / 1000))).toEqual([0, 15, 45, 105]);
});

test('a lease is renewed for as long as the work takes, and lost work is told', async () => {
  const { id } = await records.create(newChange());
  let finish = () => {};
  let signal: AbortSignal | undefined;
  const ended = underLease({ records, owner: 'me', leaseMs }, id, (given) => {
    signal = given;
    return new Promise((resolve) => {
      finish = resolve;
    });
  });
  for (let second = 0; second < 60; second++) await pass(1000);
  expect(await records.claim('run', 'other', Date.now(), leaseMs)).toBeNull();
  expect(signal?.aborted).toBe(false);
  await records.release(id, 'me');
  expect(await records.claim('run', 'other', Date.now(), leaseMs)).toMatchObject({ id });
  await pass(5000);
  expect(signal?.aborted).toBe(true);
  finish();
  await ended;
  expect(await records.claim('run', 'third', Date.now(), leaseMs)).toBeNull();
});

test('a database that does not answer is asked again', async () => {
  const { id } = await records.create(newChange());
  await restart();
  let isDown = true;
  work({
    records: async () => {
      if (isDown) throw new Error('no database');
      return records;
    },
  });
  await settle();
  isDown = false;
  await pass(15_000);
  expect(begun).toEqual(['failure: no database', `run ${id}`]);
});

test('plans that nobody started are gone after their time', async () => {
  const { id } = await records.create(newChange({ status: 'planned' }));
  work();
  await pass(86_000_000);
  expect((await records.change('g', id)).status).toBe('planned');
  await pass(7_200_000);
  await expect(records.change('g', id)).rejects.toMatchObject({ problem: { code: 'not_found' } });
});
