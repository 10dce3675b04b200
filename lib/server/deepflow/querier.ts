import 'server-only';
import { z } from 'zod';
import type { GatewayConfig } from '@/lib/server/config';
import { parseJson, readUpstream, rejectionProblem, upstreamProblem } from '@/lib/server/upstream';
import type { Statement } from './sql';

/** One row of an answer; read it with the functions below. */
export type Row = Readonly<Record<string, unknown>>;

type Options = { signal?: AbortSignal | undefined };

/** Rows of 10,000 calls with their texts stay far below this. */
const maxBytes = 64 * 1024 * 1024;

const answerSchema = z.looseObject({
  OPT_STATUS: z.string(),
  result: z.looseObject({
    columns: z.array(z.string()),
    // An empty result has null instead of a list. Its rows are checked in toRow: there may be a million cells.
    values: z.custom<unknown[] | null>((value) => value === null || Array.isArray(value), 'must be a list or null'),
  }),
});

/**
 * Sends one statement to the gateway's querier and returns its rows by column name: the querier answers columns in
 * another order than asked, and adds some.
 * Throws ProblemError: `not_configured` without a querier, `upstream_rejected` with the querier's own text for a
 * statement it refuses (HTTP 500, or 400 with two JSON documents after a panic), and what readUpstream throws.
 */
export async function query(gateway: GatewayConfig, statement: Statement, { signal }: Options = {}): Promise<Row[]> {
  const { querierUrl } = gateway.deepflow;
  if (querierUrl === null) throw upstreamProblem('querier', 'not_configured', 'DEEPFLOW_QUERIER_URL is not set.');
  const answer = await readUpstream({
    upstream: 'querier',
    // Without the slash at the end the querier answers with a redirect.
    url: `${querierUrl}/v1/query/`,
    method: 'POST',
    // `en` makes names of enumerations and resources independent of the server's language.
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-language': 'en' },
    body: new URLSearchParams({
      db: statement.db,
      sql: statement.sql,
      ...(statement.dataPrecision !== null && { data_precision: statement.dataPrecision }),
    }).toString(),
    timeoutMs: gateway.timeoutMs,
    maxBytes,
    signal,
  });
  if (answer.status !== 200) throw rejectionProblem('querier', firstDocument(answer));
  const parsed = answerSchema.safeParse(parseJson('querier', answer));
  if (!parsed.success) {
    const field = parsed.error.issues[0]?.path.join('.') || 'the answer';
    throw upstreamProblem('querier', 'upstream_contract', `${field} differs (${statement.name}).`, parsed.error, field);
  }
  const { columns, values } = parsed.data.result;
  return (values ?? []).map((value) => toRow(columns, value));
}

function toRow(columns: readonly string[], value: unknown): Row {
  if (!Array.isArray(value) || value.length !== columns.length)
    throw upstreamProblem(
      'querier',
      'upstream_contract',
      'A row differs from its columns.',
      undefined,
      'result.values',
    );
  const row: Record<string, unknown> = {};
  for (let at = 0; at < columns.length; at++) {
    const name = columns[at];
    if (name !== undefined) row[name] = value[at];
  }
  return row;
}

/** After a panic the querier writes `{…}{}`; the first document has the reason. */
function firstDocument<T extends { text: string }>(answer: T): T {
  return answer.text.endsWith('}{}') ? { ...answer, text: answer.text.slice(0, -2) } : answer;
}

/** A text column. Throws `upstream_contract` when the answer lacks it: a DeepFlow that renamed it. */
export function text(row: Row, name: string): string {
  const value = row[name];
  if (typeof value === 'string') return value;
  if (value === null) return '';
  if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value);
  throw columnProblem(name, value);
}

/** A text column that a span or row may lack. */
export function maybeText(row: Row, name: string): string | null {
  const value = row[name] === undefined ? null : text(row, name);
  return value === '' ? null : value;
}

/** A whole number, null where the row has none. Throws `upstream_contract` for one that JSON has rounded. */
export function maybeNumber(row: Row, name: string): number | null {
  const value = row[name];
  if (value === null) return null;
  const number = typeof value === 'string' && /^-?\d{1,16}$/.test(value) ? Number(value) : value;
  if (typeof number === 'number' && Number.isSafeInteger(number)) return number;
  throw columnProblem(name, value);
}

/** A number that need not be whole, null where the row has none. */
export function maybeDecimal(row: Row, name: string): number | null {
  const value = row[name];
  if (value === null) return null;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw columnProblem(name, value);
}

export function number(row: Row, name: string): number {
  const value = maybeNumber(row, name);
  if (value === null) throw columnProblem(name, value);
  return value;
}

/** A 64-bit id in decimal, as `asText` asks for it. */
export function id(row: Row, name: string): string {
  const value = row[name];
  if (typeof value === 'string' && /^\d{1,20}$/.test(value)) return value;
  throw columnProblem(name, value);
}

function columnProblem(name: string, value: unknown) {
  const found = value === undefined ? 'is missing' : `is ${value === null ? 'null' : typeof value}`;
  return upstreamProblem('querier', 'upstream_contract', `Column ${name} ${found}.`, undefined, name);
}
