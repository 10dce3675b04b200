import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Deepflow, startDeepflow } from '@/sandbox/deepflow/server';
import { filesWith, namesIn } from '@/test/sources';
import type { Statement } from './sql';
import { type StatementName, statementNames } from './statement-names';
import { sampleStatements, statementsFor } from './statements';

const statements = sampleStatements();
const withoutLiterals = (sql: string) => sql.replace(/'(?:[^'\\]|\\.|'')*'/gsu, '?').replace(/`[^`]*`/g, 'column');

test('there is a sample of every statement, and no other', () => {
  expect([...new Set(statements.map(({ name }) => name))].sort()).toEqual([...statementNames].sort());
});

test('two statements have two names', () => {
  expect(namesIn(statementNames).sort()).toEqual([...statementNames].sort());
});

test('SQL is sent by the one function that takes named statements, and by the probe', () => {
  expect(filesWith('/v1/query')).toEqual(['lib/server/deepflow/querier.ts', 'lib/server/service-probes.ts']);
});

/** What the querier's engine refuses, drops or takes for something else (deepflow server/querier/engine/clickhouse). */
const refused: [string, RegExp][] = [
  ['BETWEEN', /\bBETWEEN\b/i],
  ['DISTINCT', /\bDISTINCT\b/i],
  ['SELECT *', /SELECT\s+\*/i],
  ['a join, union or subquery', /\b(JOIN|UNION)\b|\(\s*SELECT/i],
  ['a table with its database', /FROM\s+\w+\.\w+/i],
  ['a table alias', /FROM\s+\w+\s+(AS\s+)?(?!WHERE\b)\w+/i],
  ['CASE', /\bCASE\b/i],
  ['_id in a list', /\b_id\s+IN\b/i],
  ['ip in a list', /\bip_[01]\s+IN\b/i],
  ['now()', /\bnow\s*\(/i],
  ['a quoted time', /\btime\s*[<>=]+\s*\?/],
  ['an expression in ORDER BY or GROUP BY', /\b(ORDER|GROUP) BY [^L]*\(/],
  ['slimit', /slimit/i],
  ['WITH … AS (', /WITH\s+\S+\s+AS\s+\(/i],
];

/** Function names are case-sensitive in the querier. */
const functions = new Set([
  'toString',
  'toUnixTimestamp',
  'toUnixTimestamp64Micro',
  'Count',
  'Enum',
  'exist',
  'Sum',
  'Avg',
  'Max',
  'time',
]);
const databases: Record<string, string> = { in_process: 'profile', l7_flow_log: 'flow_log', l4_flow_log: 'flow_log' };
const keywords = new Set(['AND', 'OR', 'IN', 'WHERE']);

/** The probe is DeepFlow's own, to the letter. */
const own = statements.filter(({ name }) => name !== 'status.probe');

test.each(own.map((statement, at) => [`${statement.name} (${at})`, statement] as const))(
  '%s keeps to the rules of the engine',
  (_name, { sql, db, dataPrecision }) => {
    const shape = withoutLiterals(sql);
    for (const [what, pattern] of refused) expect(shape, what).not.toMatch(pattern);
    for (const trap of [/slimit/i, /WITH\s+\S+\s+AS\s+\(/i, /auto_service_type/i]) expect(sql).not.toMatch(trap);
    for (const [, name = ''] of shape.matchAll(/(\w+)\s*\(/g))
      expect(functions.has(name) || keywords.has(name)).toBe(true);
    expect(shape).toMatch(/ LIMIT \d+$/);
    expect(shape).toMatch(/WHERE (time >= \d+ AND time <= \d+|_id = \d+)/);
    const table = / FROM (\w+) /.exec(sql)?.[1] ?? '';
    expect(db).toBe(databases[table] ?? 'flow_metrics');
    // Without a precision flow_metrics has no such table, and with one flow_log has none.
    expect(dataPrecision === null).toBe(db !== 'flow_metrics');
    const aliases = [...shape.matchAll(/ AS (\w+)/g)].map(([, alias]) => alias);
    expect(new Set(aliases).size).toBe(aliases.length);
  },
);

/**
 * The samples of each statement that looks for the gateway, by the columns that they compare with its tags: the side of the
 * gateway, and of its spans the name of their service where that is told. Two read the columns instead, and compare after.
 */
const ownColumns: Partial<Record<StatementName, string[]>> = {
  'calls.any_row': ['vpc_1'],
  'calls.any_span': ['span vpc_1'],
  'calls.gateway_addresses': ['span vpc_1'],
  'calls.gateway_instances': ['vpc_1'],
  'calls.outbound': ['vpc_0', 'vpc_0', 'vpc_0'],
  'calls.rows': ['vpc_1', 'vpc_1', 'vpc_1', 'vpc_1'],
  'calls.rows_at_nic': ['vpc_1'],
  'calls.rows_of_spans': ['vpc_1'],
  'calls.rows_of_spans_at_nic': ['vpc_1'],
  'calls.spans': ['span vpc_1', 'span vpc_1', 'span vpc_1', 'span vpc_1'],
  'calls.spans_of_rows': ['span vpc_1'],
  // From one service to another neither end is the gateway.
  'map.course': ['vpc_1', 'vpc_0', 'span vpc_0', ''],
  'map.edges_into': ['vpc_1', 'span vpc_1'],
  'map.edges_into_ports': ['vpc_1'],
  'map.edges_out_of_gateway': ['vpc_0', 'span vpc_0'],
  'map.gateway_places': ['vpc_1', 'vpc_1', 'span vpc_1'],
  'network.clients': ['vpc', 'vpc'],
  'network.other_upstreams': ['vpc_0'],
  'network.upstreams': ['vpc_0'],
  // Those of a row that is another's.
  'peers.count': ['vpc_1', 'vpc_1', ''],
  'peers.row': ['reads vpc_0, vpc_1'],
  'profile.processes': ['reads vpc'],
  'profile.stacks': ['vpc', 'vpc'],
  'trace.outbound': ['vpc_0'],
  'trace.own': ['vpc_1', 'span vpc_1'],
};

test('every statement that looks for the gateway has its tags, on its side, and no other has', () => {
  const place = { vpc: ['here'] };
  const [untold, placed, named] = [{}, place, { ...place, app_service: ['mine'] }].map(statementsFor);
  const compared = (sql = '') =>
    [...sql.matchAll(/ (?:AND|WHERE) \(?(vpc(?:_[01])? = 'here'|app_service = 'mine')/g)].map(([, one]) => one);
  const read = ({ sql }: Statement) => sql.slice(0, sql.indexOf(' FROM ')).match(/\bvpc(?:_[01])?\b/g) ?? [];
  const found: typeof ownColumns = {};
  for (const [at, statement] of (placed ?? []).entries()) {
    const columns = compared(statement.sql).map((condition) => condition?.split(' ')[0]);
    const isSpan = compared(named?.[at]?.sql).join() === "app_service = 'mine'";
    const isRead = read(statement).length > read(untold?.[at] as Statement).length;
    const form = isRead ? `reads ${read(statement).join(', ')}` : (isSpan ? 'span ' : '') + columns.join(', ');
    // A name that spans alone have is none of what is not told by spans.
    if (!isSpan) expect(named?.[at]?.sql, statement.name).toBe(statement.sql);
    found[statement.name] = [...(found[statement.name] ?? []), form];
  }
  const looking = Object.entries(found).filter(([, forms]) => forms.some((form) => form !== ''));
  expect(Object.fromEntries(looking)).toEqual(ownColumns);
});

test('ids of 64 bits are asked for as text', () => {
  for (const { sql } of statements) {
    const select = sql.slice(0, sql.indexOf(' FROM '));
    for (const wide of ['_id', 'flow_id', 'request_id', 'syscall_trace_id_request', 'syscall_trace_id_response'])
      expect(select).not.toMatch(new RegExp(`(?<![(\\w])${wide}\\b`));
  }
});

describe('the querier of the sandbox', () => {
  let deepflow: Deepflow;
  beforeAll(async () => {
    deepflow = await startDeepflow({ host: '127.0.0.1', querierPort: 0, appPort: 0, agentPort: 0 });
  }, 60_000);
  afterAll(() => deepflow.close());

  test.each(statements.map((statement, at) => [`${statement.name} (${at})`, statement] as const))(
    'takes %s and answers with every column',
    async (_name, { sql, db, dataPrecision }) => {
      const answer = await fetch(`${deepflow.querierUrl}/v1/query/`, {
        method: 'POST',
        body: new URLSearchParams({ db, sql, ...(dataPrecision !== null && { data_precision: dataPrecision }) }),
      });
      const body = await answer.json();
      expect({ status: answer.status, description: body.DESCRIPTION }).toEqual({ status: 200, description: '' });
      const wanted = splitSelect(sql).map((item) => / AS (\w+)$/.exec(item)?.[1] ?? item.replaceAll('`', ''));
      expect(body.result.columns).toEqual(expect.arrayContaining(wanted));
    },
  );
});

/** The items of a SELECT list. */
function splitSelect(sql: string): string[] {
  return sql.slice('SELECT '.length, sql.search(/ from /i)).split(/, (?![^(]*\))/);
}
