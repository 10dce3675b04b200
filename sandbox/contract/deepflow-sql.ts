import { readFileSync } from 'node:fs';
import { runSamples } from '@/sandbox/contract/deepflow-samples';
import { seedTables } from '@/sandbox/contract/deepflow-seed';
import { neverAnswered } from '@/sandbox/contract/deepflow-seed-rows';
import { differences as knownDifferences } from '@/sandbox/contract/known-differences-deepflow';
import { ClickhouseError } from '@/sandbox/deepflow/clickhouse';
import { inventory } from '@/sandbox/deepflow/inventory';
import { Engine, type QueryArguments } from '@/sandbox/deepflow/querier/engine';
import { resultJson } from '@/sandbox/deepflow/querier/result';
import type { PrometheusNames } from '@/sandbox/deepflow/sql/context';
import { EnginePanic, QueryError } from '@/sandbox/deepflow/sql/errors';
import { Store } from '@/sandbox/deepflow/store';

/** A statement and what the real engine made of it: ClickHouse SQL, an error, or a panic. */
type Recording = {
  db: string;
  data_precision: string;
  sql: string;
  clickhouse: string[];
  clickhouse_accepts?: boolean;
  error?: string;
  panic?: boolean;
};

type SuiteResult = { passed: number; failed: { name: string; why: string }[] };

/** The metric that the recorded engine's controller knew. */
export const recordedMetric: PrometheusNames = {
  metricId: (name) => (name === 'apisix_http_status' ? 7 : undefined),
  labelId: (name) => ({ code: 1, route: 2, instance: 3 })[name],
  appLabels: (metric) => (metric === 'apisix_http_status' ? ['code', 'route'] : []),
};

function recordings(): Recording[] {
  const file = new URL('./recordings/deepflow/sql-translations.jsonl', import.meta.url);
  const lines = readFileSync(file, 'utf8').trim().split('\n');
  return lines.map((line) => JSON.parse(line) as Recording);
}

/** Headers are not in the recordings; they show in what became of the statement. */
function argumentsOf({ db, data_precision, sql, clickhouse }: Recording): QueryArguments {
  const text = clickhouse.join(' ');
  return {
    db,
    sql,
    precision: data_precision,
    language: text.includes("'name_zh'") ? 'zh' : '',
    organisation: String(Number(/FROM (\d{4})_/.exec(text)?.[1] ?? 1)),
    uuid: 'contract',
  };
}

type Outcome = { kind: 'rows'; columns: string; rows: string[] } | { kind: 'refused'; error: Error };

async function outcomeOf(recording: Recording, engine: Engine): Promise<Outcome> {
  try {
    const { result } = await engine.execute(argumentsOf(recording));
    return result === null ? { kind: 'rows', columns: '', rows: [] } : comparable(result.columns, result.rows);
  } catch (error) {
    if (error instanceof QueryError || error instanceof EnginePanic) {
      return { kind: 'refused', error };
    }
    throw error;
  }
}

/** Rows in an order of their own, since most statements ask for none. */
function comparable(columns: readonly { name: string; type: string | null }[], rows: readonly unknown[][]): Outcome {
  const names = columns.map(({ name }) => (name === 'trace_ids' ? 'trace_id' : name));
  const encoded = rows.map((row) =>
    resultJson({ columns: columns.map(({ name, type }) => ({ name, type, schema: null })), rows: [row] }),
  );
  return { kind: 'rows', columns: names.join(', '), rows: encoded.sort() };
}

function expectedRefusal({ panic, error }: Recording): { kind: string; text: string; status: number } | null {
  if (panic === true) {
    return { kind: 'EnginePanic', text: '', status: 400 };
  }
  if (error === undefined) {
    return null;
  }
  const service = error.startsWith('{"Status"') ? (JSON.parse(error) as { Status: string; Message: string }) : null;
  return { kind: 'QueryError', text: service?.Message ?? error, status: service === null ? 500 : 400 };
}

/** The controller's port in the recordings is that of the recording. */
const withoutPorts = (text: string) => text.replace(/localhost:\d+/g, 'localhost:0');

function judgeRefusal(recording: Recording, outcome: Outcome): string | null {
  const expected = expectedRefusal(recording);
  if (expected === null) {
    return null;
  }
  if (outcome.kind === 'rows') {
    return `was answered, the real engine refuses it: ${expected.text || 'panic'}`;
  }
  const { error } = outcome;
  if (error.name !== expected.kind) {
    return `${error.name} (${error.message}) instead of ${expected.kind} (${expected.text})`;
  }
  if (error instanceof QueryError && withoutPorts(error.message) !== withoutPorts(expected.text)) {
    return `says "${error.message}", the real engine "${expected.text}"`;
  }
  return error instanceof QueryError && error.status !== expected.status ? `status ${error.status}` : null;
}

/** What ClickHouse refuses is answered with 500 and its own code: the one that it has for the recorded translation. */
async function judgeClickhouseRefusal(recording: Recording, outcome: Outcome, store: Store): Promise<string | null> {
  if (outcome.kind === 'rows' || !(outcome.error instanceof QueryError)) {
    return 'was answered, ClickHouse refuses what the real engine makes of it';
  }
  const { message, status } = outcome.error;
  const refusal: unknown = await store.query(recording.clickhouse.at(-1) ?? '').then(
    () => null,
    (error: unknown) => error,
  );
  if (!(refusal instanceof ClickhouseError)) {
    return 'is recorded as refused, but its translation runs here';
  }
  const code = /^Code: (\d+)\./.exec(refusal.message)?.[1];
  if (status !== 500 || !message.startsWith(`code: ${code}, message:`)) {
    return `${status} "${message.slice(0, 200)}" instead of 500 "code: ${code}, message: …"`;
  }
  return null;
}

async function judgeRows(recording: Recording, outcome: Outcome, store: Store): Promise<string | null> {
  if (outcome.kind === 'refused') {
    return `was refused: ${outcome.error.message.slice(0, 300)}`;
  }
  const statements = recording.sql.toLowerCase().startsWith('show tag ')
    ? recording.clickhouse
    : recording.clickhouse.slice(-1);
  if (statements.length === 0 || /^show (tags|metrics)/i.test(recording.sql)) {
    return outcome.rows.length > 0 ? null : 'has no rows';
  }
  const reason = neverAnswered[recording.sql];
  if ((reason === undefined) === (outcome.rows.length === 0)) {
    return reason === undefined ? 'finds no row of the seed' : `has rows although ${reason}`;
  }
  const wanted: string[] = [];
  let columns = '';
  for (const statement of statements) {
    const result = await store.query(statement);
    const expected = comparable(result.columns, result.rows);
    if (expected.kind === 'rows') {
      wanted.push(...expected.rows);
      columns = expected.columns;
    }
  }
  if (columns !== outcome.columns) {
    return `columns ${outcome.columns} instead of ${columns}`;
  }
  wanted.sort();
  const rows = outcome.rows.map(withoutSchemas);
  if (fillsTime.test(recording.sql)) {
    const lost = wanted.map(withoutSchemas).find((row) => !rows.includes(row));
    return lost === undefined ? null : `lost the row ${lost}`;
  }
  const missing = wanted.map(withoutSchemas).find((row, index) => row !== rows[index]);
  return wanted.length !== rows.length || missing !== undefined
    ? `${rows.length} rows (${rows[0] ?? ''}) instead of ${wanted.length} (${missing ?? ''})`.slice(0, 600)
    : null;
}

/** Filled gaps are no rows of ClickHouse's: its own have to be there. */
const fillsTime = /time\(\s*time\s*,\s*\d+\s*,\s*\d+\s*,/;

const withoutSchemas = (row: string) =>
  row.replace(/"schemas":\[.*?\],"values"/, '"values"').replace(/^.*?"values":/, '');

/** Runs every recorded statement here and as the real engine's own translation, over the same rows. */
export async function run(): Promise<SuiteResult> {
  const store = await Store.open(inventory);
  try {
    await seedTables(store);
    const engine = new Engine((sql) => store.query(sql), recordedMetric);
    const result: SuiteResult = { passed: 0, failed: [] };
    for (const recording of recordings()) {
      const why = await judge(recording, engine, store);
      const known = knownDifferences.find((group) => group.names.includes(recording.sql));
      if (known !== undefined && why === null) {
        result.failed.push({
          name: recording.sql,
          why: `is listed as a known difference (${known.reason}) but passes`,
        });
      } else if (known !== undefined || why === null) {
        result.passed += 1;
      } else {
        result.failed.push({ name: recording.sql, why });
      }
    }
    const samples = await runSamples(engine);
    return { passed: result.passed + samples.passed, failed: [...result.failed, ...samples.failed] };
  } finally {
    await store.close();
  }
}

async function judge(recording: Recording, engine: Engine, store: Store): Promise<string | null> {
  const outcome = await outcomeOf(recording, engine);
  if (expectedRefusal(recording) !== null) {
    return judgeRefusal(recording, outcome);
  }
  if (recording.clickhouse_accepts === false) {
    return judgeClickhouseRefusal(recording, outcome, store);
  }
  return judgeRows(recording, outcome, store);
}
