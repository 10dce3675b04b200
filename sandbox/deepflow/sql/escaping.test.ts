import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Clickhouse } from '@/sandbox/deepflow/clickhouse';
import { noPrometheusNames } from '@/sandbox/deepflow/sql/context';
import { notSql, quoteName, quoteString } from '@/sandbox/deepflow/sql/print';
import { translateStatement } from '@/sandbox/deepflow/sql/translate';

const options = { db: 'flow_log', precision: '', language: 'en', organisation: '1', prometheus: noPrometheusNames };

/** Any text that UTF-8 can hold, with what breaks quoting often in it. */
const texts = fc
  .array(
    fc.oneof(
      fc.constantFrom("'", '"', '\\', '`', '%', '*', '\n', '\0', '\x1a', "''", "\\'", '*/', '--', '😀'),
      fc.string({ unit: 'binary' }),
    ),
  )
  .map((parts) => Buffer.from(parts.join('')).toString());

let clickhouse: Clickhouse;

beforeAll(async () => {
  clickhouse = new Clickhouse();
  await clickhouse.run([
    'CREATE DATABASE IF NOT EXISTS flow_log',
    'CREATE TABLE flow_log.l7_flow_log (endpoint String) ENGINE = Memory',
    "INSERT INTO flow_log.l7_flow_log SELECT 'x'",
  ]);
});

afterAll(() => clickhouse.close());

describe('literals', () => {
  it('come out of ClickHouse as they went in', async () => {
    await fc.assert(
      fc.asyncProperty(texts, async (text) => {
        const { rows } = await clickhouse.query(`SELECT ${quoteString(text)} AS ${quoteName('v')}`);
        expect(rows[0]?.[0]).toBe(text);
      }),
      { numRuns: 60 },
    );
  });

  it('of the dialect reach ClickHouse unchanged through parser and translation', async () => {
    await fc.assert(
      fc.asyncProperty(texts, async (text) => {
        const literal = `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
        const { clickhouse: sql } = translateStatement(`select ${literal} as v from l7_flow_log`, options);
        const { rows } = await clickhouse.query(sql);
        // The parser prints one sign as MySQL escapes it, and ClickHouse knows no such escape: so does the real engine.
        expect(rows[0]?.[0]).toBe(text.replaceAll('\x1a', '\\Z'));
      }),
      { numRuns: 60 },
    );
  });

  it('in a condition compare with exactly their value and end nowhere else', async () => {
    await fc.assert(
      fc.asyncProperty(texts, async (text) => {
        const literal = `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
        const sql = translateStatement(`select endpoint from l7_flow_log where endpoint = ${literal}`, options);
        const { rows } = await clickhouse.query(sql.clickhouse);
        expect(rows.length).toBe(text === 'x' ? 1 : 0);
      }),
      { numRuns: 60 },
    );
  });
});

describe('names', () => {
  it('of any signs stay names', async () => {
    await fc.assert(
      fc.asyncProperty(
        texts.filter((text) => text !== '' && !text.includes('\0')),
        async (name) => {
          const { columns } = await clickhouse.query(`SELECT 1 AS ${quoteName(name)}`);
          expect(columns[0]?.name).toBe(name);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('of map keys with a quote, of tables and of databases are never written into SQL: ClickHouse refuses the statement', async () => {
    const translations = [
      translateStatement("select endpoint from l7_flow_log where `attribute.a'b` = 'x'", options),
      translateStatement("select `k8s.label.a'b_0` from l7_flow_log", options),
      translateStatement('select endpoint from `l7_flow_log``; x`', options),
      translateStatement("select endpoint from `l7_flow_log\\` where endpoint = 'x` union all select 1 -- '", options),
      translateStatement('select endpoint from l7_flow_log', { ...options, precision: '1m`; x' }),
      translateStatement('select endpoint from l7_flow_log', { ...options, precision: '1m\\' }),
      translateStatement('select endpoint from l7_flow_log', { ...options, db: 'flow_log.l7_flow_log` -- ' }),
    ];
    for (const { clickhouse: sql } of translations) {
      expect(sql).toContain(notSql);
      await expect(clickhouse.query(sql)).rejects.toThrow('Code: 62.');
    }
  });
});
