import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Deepflow, startDeepflow } from '@/sandbox/deepflow/server';
import { filesWith, namesIn } from '@/test/sources';
import { statementNames } from './statement-names';
import { sampleStatements } from './statements';

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

/** What a statement that looks for the gateway has: its process, its interface, its spans, or its services and instances by name. */
const looksForGateway =
  /process_kname_[01] |observation_point = 's' |exist\(`attribute\.apisix\.route_id`\)|FROM (?:network|network_map) |^map\.edges_(?!out_of )/;

test('every statement that looks for the gateway has its tags', () => {
  const names = new Set(
    statements.filter(({ name, sql }) => looksForGateway.test(`${name} ${sql}`)).map(({ name }) => name),
  );
  expect(names.size).toBeGreaterThan(18);
  for (const name of names) {
    const all = statements.filter((statement) => statement.name === name).map(({ sql }) => sql);
    // With the tags of a place, and, where spans are asked for, with the name of their service.
    const tagged = all.filter((sql) => /\b(?:pod_cluster|vpc)(?:_[01])? = |\(app_service = /.test(sql));
    const plain = all.filter((sql) => !tagged.includes(sql));
    expect(tagged.length, name).toBeGreaterThanOrEqual(plain.length);
  }
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
