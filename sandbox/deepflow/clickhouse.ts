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

/** Queries that run at once. Each holds one of libuv's four threads, and what ends a slow query needs the writer's. */
const mostReaders = 3;

/** A connection that runs one query at a time, known to the engine by a name. */
type Reader = { session: Session; name: string };

type Waiting = { start: (reader: Reader) => void };

/**
 * An embedded ClickHouse. What writes runs one statement after another on a connection of its own; queries have others,
 * which can't write, so that no query waits for an insert or for one slow query; each has one thread. Texts of times are
 * in the zone that DeepFlow's columns have.
 */
export class Clickhouse {
  readonly #writer: Session;
  readonly #readers: Reader[] = [];
  readonly #idle: Reader[] = [];
  readonly #waiting: Waiting[] = [];
  readonly #running = new Set<Promise<unknown>>();
  #last: Promise<unknown> = Promise.resolve();

  /** Keeps its data in a folder, or in a temporary one that goes with `close`. */
  constructor(folder?: string) {
    this.#writer = new Session(folder, { connectionArgs: [...connectionArgs(), '--max_threads=2'] });
  }

  /**
   * Runs a query. One whose asker has left is not begun, or ended where it is running: a client that gave up and asks
   * again must not pile up work.
   * @throws ClickhouseError with ClickHouse's refusal; the signal's reason once that is aborted.
   */
  async query(statement: string, signal?: AbortSignal): Promise<QueryResult> {
    signal?.throwIfAborted();
    if (writesFile(statement)) {
      throw new ClickhouseError('Code: 48. DB::Exception: No query writes a file here. (NOT_IMPLEMENTED)');
    }
    const reader = await this.#reader(signal);
    const done = this.#ask(reader, statement, signal);
    this.#running.add(done);
    try {
      return await done;
    } finally {
      this.#running.delete(done);
      this.#release(reader);
    }
  }

  /** Runs statements that answer nothing. */
  async run(statements: readonly string[]): Promise<void> {
    for (const statement of statements) {
      await this.#inTurn(() => this.#writer.queryAsync(statement));
    }
  }

  insert(table: string, columns: readonly string[], rows: Buffer, format: 'JSONCompactEachRow' | 'TSV'): Promise<void> {
    return this.#inTurn(async () => {
      await this.#writer.insert({ table, columns, values: rows, format });
    });
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.#running);
    await this.#last;
    for (const { session } of this.#readers) session.close();
    this.#writer.close();
  }

  async #ask({ session, name }: Reader, statement: string, signal: AbortSignal | undefined): Promise<QueryResult> {
    let ended: Promise<void> | null = null;
    const end = () => {
      ended = this.run([`KILL QUERY WHERE Settings['log_comment'] = '${name}' ASYNC`]).catch(() => undefined);
    };
    signal?.addEventListener('abort', end, { once: true });
    try {
      const answer = await session.queryAsync(statement, { format: 'JSONCompact' });
      return resultOf(answer.text());
    } catch (error) {
      // The next query must not be the one that is ended, nor find what this one had written before it failed.
      await ended;
      await session.queryAsync('SELECT 1').catch(() => undefined);
      signal?.throwIfAborted();
      throw refusal(error);
    } finally {
      signal?.removeEventListener('abort', end);
      await ended;
    }
  }

  #reader(signal: AbortSignal | undefined): Promise<Reader> {
    const free = this.#idle.pop();
    if (free !== undefined) {
      return Promise.resolve(free);
    }
    if (this.#readers.length < mostReaders) {
      const name = `reader-${this.#readers.length + 1}`;
      const args = [...connectionArgs(), '--readonly=2', '--max_threads=1', `--log_comment=${name}`];
      const reader = { session: new Session(this.#writer.path, { connectionArgs: args }), name };
      this.#readers.push(reader);
      return Promise.resolve(reader);
    }
    return new Promise((resolve, reject) => {
      const leave = () => {
        this.#waiting.splice(this.#waiting.indexOf(turn), 1);
        reject(signal?.reason);
      };
      const start = (reader: Reader) => {
        signal?.removeEventListener('abort', leave);
        resolve(reader);
      };
      const turn = { start };
      this.#waiting.push(turn);
      signal?.addEventListener('abort', leave, { once: true });
    });
  }

  #release(reader: Reader): void {
    const next = this.#waiting.shift();
    if (next === undefined) {
      this.#idle.push(reader);
    } else {
      next.start(reader);
    }
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const run = this.#last.then(work);
    this.#last = run.catch(() => undefined);
    return run.catch((error: unknown) => {
      throw refusal(error);
    });
  }
}

function connectionArgs(): string[] {
  return [
    '--output_format_json_quote_64bit_integers=1',
    '--output_format_json_quote_denormals=1',
    '--output_format_json_named_tuples_as_objects=0',
    '--session_timezone=Asia/Shanghai',
    '--log_queries=0',
    // One insert is small: threads beyond one only wait for each other.
    '--max_insert_threads=1',
    '--input_format_parallel_parsing=0',
  ];
}

function refusal(error: unknown): unknown {
  return error instanceof Error ? new ClickhouseError(error.message) : error;
}

/**
 * A server leaves INTO OUTFILE to its client; the embedded engine would write the file, and one by INSERT INTO FUNCTION,
 * on behalf of any web page that posts a form.
 */
function writesFile(statement: string): boolean {
  const code = statement.replace(/'(?:[^'\\]|\\.)*'|`(?:[^`\\]|\\.)*`|"(?:[^"\\]|\\.)*"|\/\*.*?\*\/|--[^\n]*/gs, ' ');
  return /\binto\s+(?:outfile|function)\b/i.test(code);
}

/** A statement may ask for a format of its own, which a server's client would not see. */
function resultOf(text: string): QueryResult {
  const answer = parsed(text) as { meta?: ColumnMeta[]; data?: unknown[][] } | null;
  if (!Array.isArray(answer?.meta) || !Array.isArray(answer.data)) {
    throw new Error('Code: 73. DB::Exception: The sandbox reads no other format than its own. (UNKNOWN_FORMAT)');
  }
  return { columns: answer.meta, rows: answer.data };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
