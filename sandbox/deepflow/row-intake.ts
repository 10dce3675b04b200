import { emptyL7Row, type L7Row } from '@/sandbox/deepflow/l7-row';

const columns = new Set(Object.keys(emptyL7Row));

/** A list of rows that is none; `message` names the row and the field. */
export class RowError extends Error {}

function checkedRow(value: unknown, index: number): L7Row {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new RowError(`row ${index}: not an object`);
  }
  const row = { ...emptyL7Row, ...value };
  for (const [name, given] of Object.entries(value)) {
    const empty: unknown = emptyL7Row[name as keyof L7Row];
    if (!columns.has(name)) {
      throw new RowError(`row ${index}: no column "${name}"`);
    }
    const isNullable = empty === null;
    const fits = isNullable ? given === null || typeof given === 'number' : typeof given === typeof empty;
    if (!fits || Array.isArray(given) !== Array.isArray(empty)) {
      throw new RowError(`row ${index}: "${name}" has the wrong type`);
    }
  }
  if (!/^\d{1,20}$/.test(row._id)) {
    throw new RowError(`row ${index}: "_id" is no decimal number`);
  }
  return row;
}

/**
 * Rows of l7_flow_log sent as a JSON list or one object a line; columns left out are empty.
 * @throws RowError naming the first row and field that does not fit.
 */
export function parseRows(body: string): L7Row[] {
  const text = body.trim();
  let values: unknown[];
  try {
    values = text.startsWith('[')
      ? (JSON.parse(text) as unknown[])
      : text.split('\n').flatMap((line) => (line.trim() === '' ? [] : [JSON.parse(line) as unknown]));
  } catch (error) {
    throw new RowError(`no JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  return values.map(checkedRow);
}
