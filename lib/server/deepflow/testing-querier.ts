import type { FakeAnswer, FakeRequest } from './testing';

/** A row of l7_flow_log as a test needs it; columns that are left out have the value of an empty row. */
export type FakeRow = Record<string, string | number | null>;

/** A recorded row as a fake querier holds it. */
export function toFakeRow(row: Record<string, unknown>): FakeRow {
  const { attribute_names, attribute_values, _trace_id_2, ...columns } = row;
  const names = (attribute_names as string[] | undefined) ?? [];
  const values = (attribute_values as string[] | undefined) ?? [];
  const traceIds = [columns.trace_id, _trace_id_2].filter((traceId) => traceId !== undefined && traceId !== '');
  return {
    ...(columns as FakeRow),
    ...Object.fromEntries(names.map((name, at) => [`attribute.${name}`, values[at] ?? null])),
    ...(traceIds.length > 0 && { trace_id: traceIds.join(', ') }),
  };
}

type Value = string | number | bigint | null;
type Token = { kind: 'text' | 'number' | 'name' | 'sign'; value: string };

/**
 * Answers statements of the console's own making from rows in memory, with the querier's meaning of each operator:
 * LIKE ignores case and knows no escapes, REGEXP is unanchored, trace ids match either of two.
 */
export function answerFromRows(rows: readonly FakeRow[]): (request: FakeRequest) => FakeAnswer {
  return ({ text }) => {
    const sql = new URLSearchParams(text).get('sql') ?? '';
    const parts =
      /^SELECT (.+?) FROM l7_flow_log WHERE (.+?)(?: GROUP BY ([\w, ]+))?(?: ORDER BY (\w+) (DESC|ASC))? LIMIT (\d+)$/s.exec(
        sql,
      );
    if (!parts) return { status: 500, body: { OPT_STATUS: 'FAIL', DESCRIPTION: 'syntax error', result: null } };
    const [, select = '', where = '', groupBy, orderBy, order, limit] = parts;
    const items = select.split(', ').map(selectedItem);
    const isWanted = new WhereParser(tokens(where)).parse();
    let answered = rows.filter(isWanted).map((row) => items.map(({ read }) => read(row)));
    const names = items.map(({ name }) => name);
    if (groupBy !== undefined || select.includes('Count(row)')) answered = grouped(answered, items);
    if (orderBy !== undefined) {
      const at = names.indexOf(orderBy);
      const sign = order === 'ASC' ? 1 : -1;
      answered.sort((a, b) => sign * (Number(a[at]) - Number(b[at])));
    }
    answered = answered.slice(0, Number(limit));
    // The querier answers columns in an order of its own.
    const values = answered.map((row) => row.toReversed());
    const result = { columns: names.toReversed(), schemas: [], values: values.length > 0 ? values : null };
    return { body: { OPT_STATUS: 'SUCCESS', DESCRIPTION: '', result, debug: null } };
  };
}

function selectedItem(item: string): { name: string; isCount: boolean; read: (row: FakeRow) => Value } {
  const [, source = '', alias] = /^(.+?)(?: AS (\w+))?$/.exec(item) ?? [];
  const name = alias === 'trace_ids' ? 'trace_id' : (alias ?? source);
  const call = /^(\w+)\((\w+)\)$/.exec(source);
  if (source === 'Count(row)') return { name, isCount: true, read: () => 1 };
  if (call?.[1] === 'toString') return { name, isCount: false, read: (row) => String(column(row, call[2] ?? '')) };
  return { name, isCount: false, read: (row) => column(row, call?.[2] ?? source.replaceAll('`', '')) };
}

function grouped(rows: readonly Value[][], items: readonly { isCount: boolean }[]): Value[][] {
  const groups = new Map<string, Value[]>();
  for (const row of rows) {
    const key = JSON.stringify(row);
    const known = groups.get(key);
    const count = (at: number) => Number(known?.[at] ?? 0) + 1;
    groups.set(
      key,
      row.map((value, at) => (items[at]?.isCount ? count(at) : value)),
    );
  }
  return [...groups.values()];
}

const numbers =
  /^(_id|time|type|signal_source|start_time|end_time|response_(duration|status)|l7_protocol|re(q|sp)_tcp_seq|syscall_trace_id_\w+|\w+_port|protocol|flow_id|process_id_[01]|is_tls)$/;
const nullables = /^(response_code|request_length|response_length|span_kind|request_id|attribute\..*)$/;

function column(row: FakeRow, name: string): Value {
  const value = row[name];
  if (value !== undefined) return value;
  if (name === 'time') return Math.floor(Number(row.end_time ?? 0) / 1e6);
  if (name === 'attribute') return JSON.stringify(attributesIn(row));
  return nullables.test(name) ? null : numbers.test(name) ? 0 : '';
}

function attributesIn(row: FakeRow): Record<string, Value> {
  const own = Object.entries(row).filter(([name]) => name.startsWith('attribute.'));
  return Object.fromEntries(own.map(([name, value]) => [name.slice('attribute.'.length), value]));
}

function tokens(where: string): Token[] {
  const found: Token[] = [];
  const pattern = /\s*(?:'((?:[^'\\]|\\.|'')*)'|(\d+)|`([^`]+)`|([A-Za-z_]\w*)|([(),]|[<>!]?=|[<>]))/suy;
  while (pattern.lastIndex < where.length) {
    const match = pattern.exec(where);
    if (!match) throw new Error(`Cannot read ${where}`);
    const [, text, number, quoted, name, sign] = match;
    if (text !== undefined)
      found.push({ kind: 'text', value: text.replace(/\\(.)|''/gsu, (_all, escaped) => escaped ?? "'") });
    else if (number !== undefined) found.push({ kind: 'number', value: number });
    else if (sign !== undefined) found.push({ kind: 'sign', value: sign });
    else found.push({ kind: 'name', value: quoted ?? name ?? '' });
  }
  return found;
}

type Test = (row: FakeRow) => boolean;

class WhereParser {
  #at = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  parse(): Test {
    const test = this.#either();
    if (this.#at < this.tokens.length) throw new Error(`Unexpected ${this.tokens[this.#at]?.value}`);
    return test;
  }

  #either(): Test {
    const tests = [this.#both()];
    while (this.#skip('OR')) tests.push(this.#both());
    return (row) => tests.some((test) => test(row));
  }

  #both(): Test {
    const tests = [this.#one()];
    while (this.#skip('AND')) tests.push(this.#one());
    return (row) => tests.every((test) => test(row));
  }

  #one(): Test {
    if (this.#skip('(')) {
      const inner = this.#either();
      this.#expect(')');
      return inner;
    }
    let name = this.#next();
    if (this.#skip('(')) {
      const isExist = name === 'exist';
      name = this.#next();
      this.#expect(')');
      if (isExist) return (row) => column(row, name) !== null;
    }
    const operator = this.#next();
    const values = operator === 'IN' ? this.#list() : [this.#next()];
    return (row) => compared(name, operator, values, row);
  }

  #list(): string[] {
    this.#expect('(');
    const values = [this.#next()];
    while (this.#skip(',')) values.push(this.#next());
    this.#expect(')');
    return values;
  }

  #next(): string {
    return this.tokens[this.#at++]?.value ?? '';
  }

  #skip(value: string): boolean {
    const token = this.tokens[this.#at];
    if (token?.value !== value || token.kind === 'text') return false;
    this.#at += 1;
    return true;
  }

  #expect(value: string): void {
    if (!this.#skip(value)) throw new Error(`Expected ${value}`);
  }
}

function compared(name: string, operator: string, values: readonly string[], row: FakeRow): boolean {
  const value = column(row, name);
  if (value === null) return false;
  if (numbers.test(name)) return values.some((wanted) => comparedNumbers(BigInt(value), operator, BigInt(wanted)));
  const texts = name === 'trace_id' ? String(value).split(', ') : [String(value)];
  return texts.some((text) => values.some((wanted) => comparedTexts(text, operator, wanted)));
}

function comparedNumbers(value: bigint, operator: string, wanted: bigint): boolean {
  if (operator === '>=') return value >= wanted;
  if (operator === '<=') return value <= wanted;
  if (operator === '>') return value > wanted;
  if (operator === '<') return value < wanted;
  return operator === '!=' ? value !== wanted : value === wanted;
}

function comparedTexts(value: string, operator: string, wanted: string): boolean {
  if (operator === 'REGEXP') return new RegExp(wanted, 'su').test(value);
  if (operator === '!=') return value !== wanted;
  if (operator !== 'LIKE') return value === wanted;
  const source = wanted
    .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    .replaceAll('%', '.*')
    .replaceAll('_', '.');
  return new RegExp(`^${source}$`, 'isu').test(value);
}
