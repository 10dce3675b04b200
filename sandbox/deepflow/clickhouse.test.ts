import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Clickhouse, ClickhouseError } from '@/sandbox/deepflow/clickhouse';

let clickhouse: Clickhouse;

beforeAll(async () => {
  clickhouse = new Clickhouse();
  await clickhouse.run([
    'CREATE DATABASE d',
    'CREATE TABLE d.t (a UInt64) ENGINE = MergeTree ORDER BY a',
    'INSERT INTO d.t SELECT number FROM numbers(10)',
  ]);
});
afterAll(() => clickhouse.close());

/** Runs until it is ended: each of its blocks takes half a second. */
const endless = 'SELECT sum(sleepEachRow(0.5)) FROM numbers(100000) SETTINGS max_block_size = 1';
const running = async () => {
  const { rows } = await clickhouse.query("SELECT count() FROM system.processes WHERE query LIKE '%sleepEachRow%'");
  return Number(rows[0]?.[0]) - 1;
};
const until = async (count: number) => {
  while ((await running()) !== count);
};
const outcome = (asked: Promise<unknown>) =>
  asked.then(
    () => 'answered',
    (error: unknown) => (error instanceof ClickhouseError ? error.message : 'left'),
  );

describe('an embedded ClickHouse', () => {
  it('answers and stores beside a query that goes on for ever, which ends with its asker', async () => {
    const left = new AbortController();
    const slow = outcome(clickhouse.query(endless, left.signal));
    await until(1);
    await clickhouse.insert('d.t', ['a'], Buffer.from('[100]'), 'JSONCompactEachRow');
    expect((await clickhouse.query('SELECT max(a) FROM d.t')).rows).toEqual([['100']]);
    left.abort();
    expect(await slow).toBe('left');
    await until(0);
  });

  it('begins no query whose asker has left while it waited', async () => {
    const left = new AbortController();
    const others = Array.from({ length: 2 }, () => outcome(clickhouse.query(endless, left.signal)));
    await until(2);
    others.push(outcome(clickhouse.query(endless, left.signal)));
    const waiter = new AbortController();
    const waiting = outcome(clickhouse.query(endless, waiter.signal));
    waiter.abort();
    expect(await waiting).toBe('left');
    expect(await outcome(clickhouse.query('SELECT 1', waiter.signal))).toBe('left');
    left.abort();
    expect(await Promise.all(others)).toEqual(['left', 'left', 'left']);
    expect((await clickhouse.query('SELECT 1')).rows).toEqual([[1]]);
  });

  it('lets no query write, whatever it says', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'clickhouse-'));
    const file = join(folder, 'out');
    const writes = [
      'INSERT INTO d.t VALUES (1)',
      'SELECT 1; DROP TABLE d.t',
      'WITH x AS (SELECT 1) INSERT INTO d.t SELECT * FROM x',
      `INSERT INTO FUNCTION file('${file}', 'CSV', 'a UInt8') SELECT 1`,
      `SELECT 1 INTO/**/OUTFILE '${file}'`,
      `SELECT 1 into\n outfile '${file}'`,
      `SELECT ''' ' INTO OUTFILE '${file}'`,
      'SET readonly = 0',
    ];
    for (const statement of writes) {
      expect([statement, await outcome(clickhouse.query(statement))]).toEqual([
        statement,
        expect.stringMatching(/READONLY|NOT_IMPLEMENTED/),
      ]);
    }
    expect(existsSync(file)).toBe(false);
    expect((await clickhouse.query("SELECT 'a into outfile b' FROM d.t LIMIT 1")).rows).toEqual([['a into outfile b']]);
    rmSync(folder, { recursive: true });
  });

  it('answers alike after a query that failed half way', async () => {
    const failing = 'SELECT number, throwIf(number = 500000) FROM numbers(1000000) SETTINGS max_block_size = 1000';
    for (let count = 0; count < 5; count += 1) {
      expect(await outcome(clickhouse.query(failing))).toContain('throwIf');
      expect(await clickhouse.query('SELECT 1 AS a')).toEqual({ columns: [{ name: 'a', type: 'UInt8' }], rows: [[1]] });
    }
  });

  it('refuses an answer in a format of its own', async () => {
    for (const format of ['CSV', 'TSV', 'JSONEachRow', 'Null']) {
      expect(await outcome(clickhouse.query(`SELECT 'a' FORMAT ${format}`))).toContain('UNKNOWN_FORMAT');
    }
  });
});
