import { Session } from 'chdb';

export type ColumnMeta = { name: string; type: string };

/** Values as ClickHouse's JSON has them, 64-bit integers as strings of digits and NaN or infinities as words. */
export type QueryResult = { columns: ColumnMeta[]; rows: unknown[][] };

/** ClickHouse refused a statement; the message starts with its own code and text. */
export class ClickhouseError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ClickhouseError';
  }
}

/**
 * An embedded ClickHouse with one connection: statements run one after another, off the event loop. Texts of times are
 * in the zone that DeepFlow's columns have.
 */
export class Clickhouse {
  readonly #session: Session;
  #last: Promise<unknown> = Promise.resolve();

  /** Keeps its data in a folder, or in a temporary one that goes with `close`. */
  constructor(folder?: string) {
    this.#session = new Session(folder, {
      connectionArgs: [
        '--output_format_json_quote_64bit_integers=1',
        '--output_format_json_quote_denormals=1',
        '--output_format_json_named_tuples_as_objects=0',
        '--session_timezone=Asia/Shanghai',
        '--log_queries=0',
        // One insert is small, and one query at a time runs: threads beyond these only wait for each other.
        '--max_threads=2',
        '--max_insert_threads=1',
        '--input_format_parallel_parsing=0',
      ],
    });
  }

  query(statement: string): Promise<QueryResult> {
    return this.#inTurn(async () => {
      const answer = await this.#session.queryAsync(statement, { format: 'JSONCompact' });
      const { meta, data } = JSON.parse(answer.text()) as { meta: ColumnMeta[]; data: unknown[][] };
      return { columns: meta, rows: data };
    });
  }

  /** Runs statements that answer nothing. */
  async run(statements: readonly string[]): Promise<void> {
    for (const statement of statements) {
      await this.#inTurn(() => this.#session.queryAsync(statement));
    }
  }

  insert(table: string, columns: readonly string[], rows: Buffer, format: 'JSONCompactEachRow' | 'TSV'): Promise<void> {
    return this.#inTurn(async () => {
      await this.#session.insert({ table, columns, values: rows, format });
    });
  }

  async close(): Promise<void> {
    await this.#last;
    this.#session.close();
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const run = this.#last.then(work);
    this.#last = run.catch(() => undefined);
    return run.catch((error: unknown) => {
      throw error instanceof Error ? new ClickhouseError(error.message) : error;
    });
  }
}
