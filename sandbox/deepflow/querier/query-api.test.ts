import { describe, expect, it } from 'vitest';
import { ClickhouseError, type QueryResult } from '@/sandbox/deepflow/clickhouse';
import { Engine } from '@/sandbox/deepflow/querier/engine';
import { type Answer, answerQuery } from '@/sandbox/deepflow/querier/query-api';
import { noPrometheusNames } from '@/sandbox/deepflow/sql/context';

const noRows: QueryResult = { columns: [{ name: 'endpoint', type: 'String' }], rows: [] };

type Sent = { form?: Record<string, string>; body?: string; url?: string; language?: string };

async function ask(sent: Sent, run: (sql: string) => Promise<QueryResult> = async () => noRows): Promise<Answer> {
  const isForm = sent.form !== undefined;
  return answerQuery(
    {
      url: new URLSearchParams(sent.url ?? ''),
      contentType: isForm ? 'application/x-www-form-urlencoded' : 'application/json',
      body: isForm ? new URLSearchParams(sent.form).toString() : (sent.body ?? ''),
      language: sent.language ?? '',
      organisation: '1',
    },
    new Engine(run, noPrometheusNames),
  );
}

const select = { db: 'flow_log', sql: 'select endpoint from l7_flow_log limit 1' };

describe('POST /v1/query/', () => {
  it('answers no rows with null, and debug with null unless the URL asks for it', async () => {
    const { status, body } = await ask({ form: select });
    expect(status).toBe(200);
    expect(body).toBe(
      '{"OPT_STATUS":"SUCCESS","DESCRIPTION":"","result":{"columns":["endpoint"],"schemas":[{"label_type":"","pre_as":"","type":0,"unit":"","value_type":"String"}],"values":null},"debug":null}',
    );
    const debugged = JSON.parse((await ask({ form: select, url: 'debug=true' })).body);
    expect(debugged.debug.query_sqls).toMatchObject([{ Sql: 'SELECT endpoint FROM flow_log.`l7_flow_log` LIMIT 1' }]);
  });

  it('reads a JSON body without the precision', async () => {
    const sql = 'select Sum(request) as r from application';
    const statements: string[] = [];
    const body = JSON.stringify({ db: 'flow_metrics', sql, data_precision: '1m' });
    await ask({ body }, async (statement) => {
      statements.push(statement);
      return noRows;
    });
    expect(statements).toEqual(['SELECT SUM(request) AS `r` FROM flow_metrics.`application` LIMIT 10000']);
  });

  it('answers a faulty statement with 500 FAIL', async () => {
    const { status, body } = await ask({ form: { db: 'flow_log', sql: 'select sum(request) from l7_flow_log' } });
    expect(status).toBe(500);
    expect(JSON.parse(body)).toEqual({
      OPT_STATUS: 'FAIL',
      DESCRIPTION: 'function: sum(request) not support',
      result: null,
      debug: null,
    });
  });

  it('words ClickHouse’s refusal as its Go client and shows the statement', async () => {
    const { status, body } = await ask({ form: select }, async () => {
      throw new ClickhouseError('Code: 47. DB::Exception: Unknown identifier. (UNKNOWN_IDENTIFIER)');
    });
    const { DESCRIPTION, debug } = JSON.parse(body);
    expect(status).toBe(500);
    expect(DESCRIPTION).toBe('code: 47, message: Unknown identifier. (UNKNOWN_IDENTIFIER)');
    expect(debug.query_sqls[0].Error).toBe(DESCRIPTION);
  });

  it('answers an unknown Prometheus metric with 400', async () => {
    const { status, body } = await ask({ form: { db: 'prometheus', sql: 'select value from nosuch' } });
    expect(status).toBe(400);
    expect(JSON.parse(body)).toMatchObject({ OPT_STATUS: 'RESOURCE_NOT_FOUND', DESCRIPTION: 'nosuch not found' });
  });

  it('answers a panic with 400 and two documents', async () => {
    const { status, body } = await ask({ form: { db: 'flow_log', sql: '' } });
    expect(status).toBe(400);
    expect(body).toMatch(/^\{"OPT_STATUS":"SERVER_ERROR",.*"debug":null\}\{\}$/);
  });

  it('names enums in the language asked for', async () => {
    const statements: string[] = [];
    const form = { db: 'flow_log', sql: 'select Enum(l7_protocol) from l7_flow_log' };
    await ask({ form, language: 'zh' }, async (statement) => {
      statements.push(statement);
      return noRows;
    });
    expect(statements[0]).toContain("'name_zh'");
  });

  it('gives trace_ids the name that was asked', async () => {
    const { body } = await ask({ form: { db: 'flow_log', sql: 'select trace_id from l7_flow_log' } }, async () => ({
      columns: [{ name: 'trace_ids', type: 'String' }],
      rows: [['a, b']],
    }));
    expect(JSON.parse(body).result).toMatchObject({ columns: ['trace_id'], values: [['a, b']] });
  });

  it('fills the gaps of time() and leaves what was measured', async () => {
    const sql =
      'select Count(row) as c, time(time, 60, 1, 0) as t from l7_flow_log where time>=60 and time<=200 group by t';
    const { body } = await ask({ form: { db: 'flow_log', sql } }, async () => ({
      columns: [
        { name: 't', type: 'UInt32' },
        { name: 'c', type: 'UInt64' },
      ],
      rows: [[120, '5']],
    }));
    expect(JSON.parse(body).result.values).toEqual([
      [60, 0],
      [120, 5],
      [180, 0],
    ]);
  });

  it('dies of a gap in an answer without the time', async () => {
    const sql =
      'WITH x AS (SELECT Count(row) as c, time(time, 60, 1, 0) as t from l7_flow_log where time>=60 and time<=120 group by t LIMIT 5) SELECT 1';
    const { status, body } = await ask({ form: { db: 'flow_log', sql } }, async () => ({
      columns: [{ name: '1', type: 'UInt8' }],
      rows: [[1]],
    }));
    expect(status).toBe(400);
    expect(body).toContain('interface conversion: interface {} is uint8, not uint32');
  });

  it('fills gaps with the same value in columns of every type', async () => {
    const sql =
      'select Any(pod_0) as p, time(time, 60, 1, none) as t from l7_flow_log where time>=60 and time<=120 group by t';
    const { body } = await ask({ form: { db: 'flow_log', sql } }, async () => ({
      columns: [
        { name: 't', type: 'UInt32' },
        { name: 'p', type: 'Array(String)' },
      ],
      rows: [[60, ['a']]],
    }));
    expect(JSON.parse(body).result.values).toEqual([
      [60, ['a']],
      [120, 'none'],
    ]);
  });

  it('fills the gaps of series once whose tags look alike', async () => {
    const sql = 'select rrt, time(time, 60, 1, 0) as t from l7_flow_log where time>=60 and time<=120 group by rrt, t';
    const { body } = await ask({ form: { db: 'flow_log', sql } }, async () => ({
      columns: [
        { name: 't', type: 'UInt32' },
        { name: 'rrt', type: 'Float64' },
      ],
      rows: [
        [60, 'nan'],
        [120, 'inf'],
      ],
    }));
    expect(JSON.parse(body).result.values).toEqual([
      [60, 0],
      [120, 0],
    ]);
  });
});
