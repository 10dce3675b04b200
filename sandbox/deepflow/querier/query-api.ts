import { type Engine, ExecutionError, type QueryArguments } from '@/sandbox/deepflow/querier/engine';
import { goJson } from '@/sandbox/deepflow/querier/go-json';
import { envelope, resultJson } from '@/sandbox/deepflow/querier/result';
import { EnginePanic, QueryError } from '@/sandbox/deepflow/sql/errors';

export type Answer = { status: number; headers: Record<string, string>; body: string };

export type QueryRequest = {
  /** Parameters of the URL. */
  url: URLSearchParams;
  contentType: string;
  body: string;
  language: string;
  organisation: string;
};

const json = { 'content-type': 'application/json; charset=utf-8' };

/** Form fields; a JSON body is read only where neither db nor sql came as a form, and has no precision. */
function argumentsOf({ url, contentType, body, language, organisation }: QueryRequest): QueryArguments {
  const isForm = contentType.startsWith('application/x-www-form-urlencoded');
  const form = new URLSearchParams(isForm ? body : '');
  const common = { language, organisation, uuid: url.get('query_uuid') ?? '' };
  const db = form.get('db') ?? '';
  const sql = form.get('sql') ?? '';
  if (db !== '' || sql !== '') {
    return { ...common, db, sql, precision: form.get('data_precision') ?? '' };
  }
  let parsed: unknown = null;
  try {
    parsed = JSON.parse(body);
  } catch {
    // A body that is neither a form nor JSON is an empty statement, as for the real querier.
  }
  const fields = typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : {};
  const text = (value: unknown) => (typeof value === 'string' ? value : '');
  return { ...common, db: text(fields.db), sql: text(fields.sql), precision: '' };
}

/** Answers `POST /v1/query/`. */
export async function answerQuery(request: QueryRequest, engine: Engine): Promise<Answer> {
  try {
    const { result, debug } = await engine.execute(argumentsOf(request));
    const shown = request.url.get('debug') === 'true' ? debug : null;
    return {
      status: 200,
      headers: json,
      body: envelope('SUCCESS', '', result === null ? 'null' : resultJson(result), shown),
    };
  } catch (error) {
    if (error instanceof EnginePanic) {
      return panicAnswer(error);
    }
    if (error instanceof QueryError) {
      const debug = error instanceof ExecutionError ? error.debug : null;
      return { status: error.status, headers: json, body: envelope(error.optStatus, error.message, 'null', debug) };
    }
    throw error;
  }
}

/** What is said of a panic: an envelope, and the error itself as a second document. */
export function panicAnswer({ message, trailer }: EnginePanic): Answer {
  return { status: 400, headers: json, body: `${envelope('SERVER_ERROR', message, 'null', null)}${trailer}` };
}

/** A body that is not an envelope. */
export function jsonAnswer(status: number, body: unknown): Answer {
  return { status, headers: json, body: goJson(body) };
}
