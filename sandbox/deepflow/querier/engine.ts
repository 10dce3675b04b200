import { randomUUID } from 'node:crypto';
import { ClickhouseError, type QueryResult } from '@/sandbox/deepflow/clickhouse';
import { afterwards } from '@/sandbox/deepflow/querier/callbacks';
import type { DebugEntry, Result } from '@/sandbox/deepflow/querier/result';
import type { PrometheusNames, TranslateOptions } from '@/sandbox/deepflow/sql/context';
import { replaceCustomServices } from '@/sandbox/deepflow/sql/custom-biz-service';
import { EnginePanic, QueryError } from '@/sandbox/deepflow/sql/errors';
import type { ColumnSchema } from '@/sandbox/deepflow/sql/schema';
import { isShow, type Shown, translateShow } from '@/sandbox/deepflow/sql/show/show';
import { translateSlimit } from '@/sandbox/deepflow/sql/slimit';
import { translateStatement } from '@/sandbox/deepflow/sql/translate';
import { translateWith } from '@/sandbox/deepflow/sql/with';

export type QueryArguments = {
  db: string;
  sql: string;
  precision: string;
  /** X-Language; empty for the server's own. */
  language: string;
  organisation: string;
  uuid: string;
};

/** `result` is null where even the real querier answers nothing: tables of a database that is none. */
export type Executed = { result: Result | null; debug: DebugEntry[] };

/** A refused query with the statements that were sent to ClickHouse, which the answer shows. */
export class ExecutionError extends QueryError {
  readonly debug: DebugEntry[];

  constructor(description: string, debug: DebugEntry[]) {
    super(description);
    this.debug = debug;
  }
}

export type RunQuery = (clickhouseSql: string) => Promise<QueryResult>;

/** The language of names where a request asks for none. */
const ownLanguage = 'en';

/** DeepFlow's SQL engine over a ClickHouse. */
export class Engine {
  readonly #run: RunQuery;
  readonly #prometheus: PrometheusNames;

  constructor(run: RunQuery, prometheus: PrometheusNames) {
    this.#run = run;
    this.#prometheus = prometheus;
  }

  /**
   * @param wrap what to make of a SELECT's translation before it is sent.
   * @throws QueryError or EnginePanic as the real engine; ExecutionError where ClickHouse refuses the translation.
   */
  async execute(args: QueryArguments, wrap = (clickhouse: string) => clickhouse): Promise<Executed> {
    try {
      return await this.#execute(args, wrap);
    } catch (error) {
      throw error instanceof RangeError ? new QueryError('the statement is nested too deeply for the sandbox') : error;
    }
  }

  async #execute(args: QueryArguments, wrap: (clickhouse: string) => string): Promise<Executed> {
    const options: TranslateOptions = {
      db: args.db,
      precision: args.precision,
      language: args.language === '' ? ownLanguage : args.language,
      organisation: args.organisation,
      prometheus: this.#prometheus,
    };
    const uuid = args.uuid === '' ? randomUUID() : args.uuid;
    const sql = await replaceCustomServices(args.sql, this.#run);
    const common = translateWith(sql, options) ?? (await translateSlimit(sql, options, this.#run));
    if (common !== null) {
      return this.#send([common.clickhouse], common.schemas, uuid, (result) => afterwards(result, common));
    }
    if (sql.trim() === '') {
      throw new EnginePanic('runtime error: index out of range [0] with length 0');
    }
    if (isShow(sql)) {
      const shown = await translateShow(sql, { ...options, askedLanguage: args.language, ownLanguage }, this.#run);
      return this.#answerShown(shown, uuid);
    }
    const translated = translateStatement(sql, options);
    const statement = wrap(translated.clickhouse);
    return this.#send([statement], translated.schemas, uuid, (result) => afterwards(result, translated));
  }

  async #answerShown(shown: Shown, uuid: string): Promise<Executed> {
    if (shown === null) {
      return { result: null, debug: [] };
    }
    if ('clickhouse' in shown) {
      const { result, debug } = await this.#send(shown.clickhouse, [], uuid, (answer) => answer);
      return { result: result === null ? null : { ...result, withoutSchemas: true }, debug };
    }
    const columns = shown.columns.map((name) => ({ name, type: null, schema: null }));
    return { result: { columns, rows: shown.rows, withoutSchemas: true }, debug: [] };
  }

  /** Sends statements whose rows make one answer. */
  async #send(
    statements: readonly string[],
    schemas: readonly ColumnSchema[],
    uuid: string,
    after: (result: Result) => Result,
  ): Promise<Executed> {
    const byName = new Map(schemas.map((schema) => [schema.name, schema]));
    const debug: DebugEntry[] = [];
    let result: Result = { columns: [], rows: [] };
    for (const statement of statements) {
      const entry = { IP: '127.0.0.1', Sql: statement, QueryTime: '', QueryUUID: uuid, Error: '' };
      debug.push(entry);
      const started = performance.now();
      const { columns, rows } = await this.#run(statement).catch((error: unknown) => {
        entry.Error = clickhouseText(error);
        throw new ExecutionError(entry.Error, debug);
      });
      entry.QueryTime = `${((performance.now() - started) / 1000).toFixed(9)}s`;
      const described = columns.map(({ name, type }) => ({ name, type, schema: byName.get(name) ?? null }));
      result = { columns: described, rows: [...result.rows, ...rows] };
    }
    return { result: after(result), debug };
  }
}

/** ClickHouse's refusal as its Go client words it. */
function clickhouseText(error: unknown): string {
  if (!(error instanceof ClickhouseError)) {
    throw error;
  }
  const found = /Code: (\d+)\.\s*DB::Exception:\s*([\s\S]*)/.exec(error.message);
  return found === null ? error.message : `code: ${found[1]}, message: ${found[2]?.trim()}`;
}
