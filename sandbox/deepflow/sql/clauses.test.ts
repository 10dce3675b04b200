import { describe, expect, it } from 'vitest';
import { noPrometheusNames, type TranslateOptions } from '@/sandbox/deepflow/sql/context';
import { EnginePanic, QueryError } from '@/sandbox/deepflow/sql/errors';
import { notSql } from '@/sandbox/deepflow/sql/print';
import { translateStatement } from '@/sandbox/deepflow/sql/translate';

const options = (db: string, precision = ''): TranslateOptions => ({
  db,
  precision,
  language: 'en',
  organisation: '1',
  prometheus: noPrometheusNames,
});
const clickhouse = (sql: string, db = 'flow_log', precision = '') =>
  translateStatement(sql, options(db, precision)).clickhouse;

function refusal(...statement: Parameters<typeof clickhouse>): string {
  try {
    clickhouse(...statement);
  } catch (error) {
    if (error instanceof QueryError || error instanceof EnginePanic) return `${error.name}: ${error.message}`;
    throw error;
  }
  return 'accepted';
}

// Each of these was compared with what the engine of deepflow 2026e9de3 makes of the statement.
describe('time()', () => {
  const bucket = (args: string) => /WITH (.*?) AS/.exec(clickhouse(`select time(${args}) as t from l7_flow_log`))?.[1];

  it('has no bucket from the argument on that is no number', () => {
    expect(bucket("time, '60'")).toBe(
      'toStartOfInterval(time, toIntervalSecond(0)) + toIntervalSecond(arrayJoin([]) * 0)',
    );
    expect(bucket("time, 60, 'x'")).toBe(bucket("time, '60'"));
    expect(bucket("time, 60, 2, 0, 'x'")).toBe(
      'toStartOfInterval(time, toIntervalSecond(0)) + toIntervalSecond(arrayJoin([0,1]) * 0)',
    );
  });

  it('dies of a window below zero', () => {
    expect(refusal('select time(time, 60, -1) as t from l7_flow_log')).toBe(
      'EnginePanic: runtime error: makeslice: len out of range',
    );
  });
});

describe('a condition on time', () => {
  const of = (condition: string) => refusal(`select endpoint from l7_flow_log where time ${condition}`);

  it('takes a list of one, and dies of a longer one', () => {
    expect(of('in (1700000000)')).toBe('accepted');
    expect(of('not in (1700000000)')).toBe('accepted');
    expect(of('in (1, 2)')).toBe('EnginePanic: interface conversion: interface {} is []interface {}, not float64');
    expect(of("in ('1')")).toBe('EnginePanic: interface conversion: interface {} is string, not float64');
  });

  it('is refused in the words of the library that evaluates it', () => {
    expect(of('>= 1.7e9')).toBe('QueryError: Cannot transition token types from NUMERIC [1.7] to VARIABLE [e9]');
    expect(of('>= time')).toBe("QueryError: Invalid token: '`'");
    expect(of('>= start_time')).toBe("QueryError: No parameter 'start_time' found.");
    expect(of('>= utc_timestamp()')).toBe('QueryError: Undefined function utc_timestamp');
  });
});

describe('FROM', () => {
  it('takes several tables, and a subquery by its name alone', () => {
    expect(clickhouse('select endpoint from l7_flow_log, l4_flow_log')).toContain(
      'FROM flow_log.`l7_flow_log`, flow_log.`l4_flow_log` LIMIT',
    );
    expect(refusal('select a from (select a from t)')).toBe('QueryError: syntax error at position 32');
    expect(clickhouse('select a from (select a from t) x')).toContain('FROM flow_log.`(select a from t) as x`');
  });

  it('refuses any precision of samples, and a database without a name only after all else', () => {
    const asked = (db: string) => refusal('select time from cpu', db, '1m');
    for (const db of ['ext_metrics', 'deepflow_admin', 'deepflow_tenant'])
      expect(asked(db)).toContain(
        `get datasource interval error, url: http://localhost:20417/v1/data-sources/?type=${db}&name=1m`,
      );
    expect(refusal('select Sum(x) from t', '')).toBe('QueryError: function: Sum(x) not support');
    expect(clickhouse('select x from t', '')).toContain(`FROM ${notSql}`);
  });
});

describe('what is wrong in two places', () => {
  it('is answered with the first that the engine comes to: functions in the order of the conditions', () => {
    expect(refusal("select a from l7_flow_log where Enum(nosuch) = 'x' and time >= now()")).toBe(
      'QueryError: function enum not support nosuch',
    );
    expect(refusal("select a from l7_flow_log where mac_0 = 'x' and Enum(nosuch) = 'x'")).toBe(
      'QueryError: address x: invalid MAC address',
    );
  });

  it('is told of names before a function that has nothing to work on, and of a call that is dropped at the end', () => {
    expect(refusal('select topK(endpoint) as t, TopK(endpoint, x) as n from l7_flow_log')).toBe(
      'QueryError: function [TopK] argument is not int [x]',
    );
    expect(refusal("select a from l7_flow_log where endpoint = 'x' or foo(a) group by pod_ingress_0")).toBe(
      'QueryError: pod_ingress_0 is not supported by group',
    );
  });

  it('ends the engine where a HAVING bounds the time, which it has no range for', () => {
    const died = 'EnginePanic: runtime error: invalid memory address or nil pointer dereference';
    expect(refusal("select a from l7_flow_log having time >= 5 and Enum(nosuch) = 'x'")).toBe(died);
    expect(refusal('select a from l7_flow_log where time >= 1 and time <= 2 having _id = 5')).toBe(died);
    expect(clickhouse('select a from l7_flow_log having time = 5')).toContain('HAVING `time` = 5');
  });
});

describe('other corners', () => {
  it('a statement of two layers groups by the name of an Enum that was given none', () => {
    expect(clickhouse('select Enum(l7_protocol), Max(request) as m from application', 'flow_metrics', '1m')).toContain(
      'GROUP BY `Enum(l7_protocol)`',
    );
  });

  it('arithmetic names PerSecond with its seconds once more for each operation around it', () => {
    const named = (sql: string) => / AS `([^`]*)`/.exec(clickhouse(sql, 'flow_metrics', '1m'))?.[1];
    expect(named('select ((PerSecond(Sum(request))+1)*2) from application where time>=1 and time<=60')).toBe(
      'multiply_plus_persecond_sum_request_60_60_60_1_2',
    );
    expect(named('select (Percentage(PerSecond(Sum(request)),2)-1) from application where time>=1 and time<=60')).toBe(
      'minus_percentage_persecond_sum_request_60_2_1',
    );
  });

  it('the count of rows has no column in a condition, and a Derivative none in a HAVING alone', () => {
    expect(clickhouse('select time from l7_flow_log where row > 2')).toContain('WHERE  > 2 LIMIT');
    expect(refusal('select Max(rrt) as m from application having Avg(Derivative(rrt)) > 1', 'flow_metrics', '1m')).toBe(
      'QueryError: function: Avg(Derivative(rrt)) not support in binary',
    );
  });

  it('an enum that the table does not have is no tag, though other tables have it', () => {
    expect(refusal("select endpoint from l7_flow_log where Enum(role) regexp 'S.*'")).toBe(
      'QueryError: no tag role in flow_log.l7_flow_log',
    );
  });

  it('what ClickHouse would refuse is said last', () => {
    expect(clickhouse('select TopK(`timestamp`, 3) from log', 'application_log')).toContain(`${notSql} AS `);
    expect(refusal('select TopK(`timestamp`, 3), Enum(nosuch) as e from log', 'application_log')).toBe(
      'QueryError: function enum not support nosuch',
    );
  });

  it('a histogram of a column speaks of the column’s text, of a number of its name', () => {
    expect(clickhouse('select Histogram(response_duration, 5) as h from l7_flow_log')).toBe(
      'SELECT histogramIf(5)(assumeNotNull(`response_duration`),`response_duration`>0) AS `h` FROM (SELECT response_duration FROM flow_log.`l7_flow_log` LIMIT 10000)',
    );
    expect(clickhouse('select Histogram(request, 5) as h from l7_flow_log')).toContain(
      'assumeNotNull(`if(type IN [0, 2],1,0)`)',
    );
  });

  it('locks and hints for MySQL are left out', () => {
    const plain = clickhouse('select endpoint from l7_flow_log');
    for (const sql of [
      'select endpoint from l7_flow_log for update',
      'select endpoint from l7_flow_log lock in share mode',
      'select sql_no_cache endpoint from l7_flow_log',
      'select straight_join endpoint from l7_flow_log',
    ])
      expect(clickhouse(sql)).toBe(plain);
  });

  it('strings are printed as the parser prints them, bits and hex as they came', () => {
    const schemas = translateStatement(`select newTag('a"b\\Z') as t from l7_flow_log`, options('flow_log')).schemas;
    expect(schemas).toMatchObject([{ pre_as: `newTag('a\\"b\\Z')` }]);
    expect(clickhouse("select endpoint from l7_flow_log where endpoint = x'41'")).toContain("endpoint = X'41'");
    expect(clickhouse("select b'101' as b from l7_flow_log")).toContain("B'101' AS `b`");
  });

  it('what MySQL knows and the engine does not is named by its Go type', () => {
    const refused = (expression: string) => refusal(`select ${expression} as x from l7_flow_log`);
    const named = (text: string, type: string) => `QueryError: select: ${text}(*sqlparser.${type}) not support`;
    expect(refused('cast(endpoint as char(3))')).toBe(named('convert(endpoint, char(3))', 'ConvertExpr'));
    expect(refused('convert(endpoint using utf8)')).toBe(named('convert(endpoint using utf8)', 'ConvertUsingExpr'));
    expect(refused('substring(endpoint from 1 for 2)')).toBe(named('substr(endpoint, 1, 2)', 'SubstrExpr'));
    expect(refused("group_concat(distinct a order by a desc separator ';')")).toBe(
      named("group_concat(distinct a order by a desc separator ';')", 'GroupConcatExpr'),
    );
    expect(refused("match(endpoint) against ('x')")).toBe(named("match(endpoint) against ('x')", 'MatchExpr'));
    expect(refused('interval 1 day')).toBe(named('interval 1 day', 'IntervalExpr'));
    expect(refused('endpoint collate utf8')).toBe(named('endpoint collate utf8', 'CollateExpr'));
    expect(refused('default(endpoint)')).toBe(named('default(endpoint)', 'Default'));
    expect(refused("endpoint->'$.a'")).toBe('QueryError: Operator: -> not support in binary');
    expect(refused('current_timestamp')).toBe('EnginePanic: runtime error: index out of range [0] with length 0');
    expect(refusal("select a from l7_flow_log where substr(a, 1) = 'x'")).toBe(
      "QueryError: parse where error: substr(a, 1) = 'x'(*sqlparser.ComparisonExpr)",
    );
  });

  it('conditions that the engine writes without an operator stay so', () => {
    expect(clickhouse('select time from l7_flow_log where is_internet_0 in (1, 0)')).toContain('(l3_epc_id_0  -2)');
    expect(clickhouse("select time from l7_flow_log where _id regexp 'a' and time >= 1 and time <= 2")).toContain(
      `WHERE ${notSql} AND`,
    );
    expect(refusal("select time from l4_flow_log where mac_0 = ''")).toBe('QueryError: invalid MAC address');
  });
});

describe('what MySQL may say after a table', () => {
  const table = (from: string) => /FROM (.*) LIMIT/.exec(clickhouse(`select endpoint from ${from} limit 1`))?.[1];

  it('is taken for a part of its name', () => {
    expect(table('l7_flow_log use index (a, B)')).toBe('flow_log.`l7_flow_log use index (a, B)`');
    expect(table('l7_flow_log x FORCE INDEX (`a`)')).toBe('flow_log.`l7_flow_log as x force index (a)`');
    expect(table('l7_flow_log partition (a) ignore index (b)')).toBe(
      'flow_log.`l7_flow_log partition (a) ignore index (b)`',
    );
  });

  it('has the grammar and the errors of the parser', () => {
    expect(refusal('select a from t use index () limit 1')).toBe('QueryError: syntax error at position 29');
    expect(refusal('select a from t use key (a)')).toBe("QueryError: syntax error at position 24 near 'key'");
    expect(refusal('select a from t use index (a) use index (b)')).toMatch(
      /^QueryError: syntax error at .* near 'use'$/,
    );
  });

  it('does not run where a name in it is written in backticks', () => {
    expect(clickhouse('select a from t use index (`select`)')).toContain(`FROM ${notSql} `);
    expect(clickhouse('select a from t as partition')).toContain(`FROM ${notSql} `);
  });
});
