import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isComparable } from './literals';
import {
  all,
  any,
  bare,
  type Column,
  column,
  compare,
  contains,
  isExactly,
  isOneOfTexts,
  isText,
  oneOf,
  selectCalls,
  startsWith,
  textBatches,
} from './sql';

/** What makes the querier read a statement in another way, wherever it stands (clickhouse.go of deepflow's querier). */
const traps = [/slimit/i, /WITH\s+\S+\s+AS\s+\(/i, /auto_service_type(_\d+)?`?\s*=\s*105\b/i];

const pieces = [
  'slimit',
  'SLIMIT',
  'sLimit',
  'WITH x AS (',
  'with ',
  ' AS (',
  'auto_service_type = 105',
  "'",
  '\\',
  '%',
];
const nasty = fc
  .array(
    fc.oneof(fc.constantFrom(...pieces, '*', '_', '中', '😀', '\0', '\n', ' ', '--', '/*', '`', '"'), fc.string()),
    {
      maxLength: 6,
    },
  )
  .map((parts) => parts.join(''));

/** The texts of a statement's literals, read as MySQL's grammar reads them. Throws where a literal does not end. */
function literalsOf(sql: string): string[] {
  const found: string[] = [];
  for (let at = sql.indexOf("'"); at >= 0; at = sql.indexOf("'", at)) {
    let text = '';
    at += 1;
    while (sql[at] !== "'" || sql[at + 1] === "'") {
      if (sql[at] === '\\' || sql[at] === "'") at += 1;
      if (at >= sql.length) throw new Error('A literal does not end');
      text += sql[at];
      at += 1;
    }
    at += 1;
    found.push(text);
  }
  return found;
}

/** ClickHouse's ilike; patterns of this builder hold no escapes. */
function ilike(pattern: string, text: string): boolean {
  const source = pattern
    .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    .replaceAll('%', '.*')
    .replaceAll('_', '.');
  return new RegExp(`^${source}$`, 'isu').test(text);
}

function statement(texts: readonly string[]) {
  const where = [
    ...texts.flatMap((text) => [isText('endpoint', text), contains('request_resource', text)]),
    isOneOfTexts('trace_id', texts),
    any(texts.map((text) => startsWith('request_resource', text))),
  ];
  return selectCalls({ name: 'calls.row', select: [bare('endpoint')], where, limit: 1 }).sql;
}

test('no text from outside reaches the querier as one of the words that change its parsing', () => {
  fc.assert(
    fc.property(fc.array(nasty, { minLength: 1, maxLength: 4 }), (texts) => {
      const sql = statement(texts);
      for (const trap of traps) expect(sql).not.toMatch(trap);
    }),
    { numRuns: 2000 },
  );
});

test('every text stays inside its literal', () => {
  fc.assert(
    fc.property(fc.array(nasty, { minLength: 1, maxLength: 4 }), (texts) => {
      const sql = statement(texts);
      const rest = sql.slice(sql.indexOf('WHERE')).replace(/'(?:[^'\\]|\\.|'')*'/gsu, '?');
      expect(rest).toMatch(/^WHERE [A-Za-z_ =?(),]+ LIMIT 1$/);
      expect(() => literalsOf(sql)).not.toThrow();
    }),
    { numRuns: 2000 },
  );
});

test('a text condition selects at least what its text says', () => {
  fc.assert(
    fc.property(nasty, nasty, nasty, (text, before, after) => {
      const [equal = ''] = literalsOf(isText('endpoint', text).where);
      const isLike = isText('endpoint', text).where.includes(' LIKE ');
      expect(isLike ? ilike(equal, text) : equal === text).toBe(true);
      const [inside = ''] = literalsOf(contains('endpoint', text).where);
      expect(ilike(inside, before + text.toUpperCase() + after)).toBe(true);
      const [start = ''] = literalsOf(startsWith('endpoint', text).where);
      expect(ilike(start, text + after)).toBe(true);
    }),
    { numRuns: 2000 },
  );
});

test('a plain text is compared exactly', () => {
  expect(isText('attribute.apisix.route_id', "it's").where).toBe("`attribute.apisix.route_id` = 'it''s'");
  expect(isText('endpoint', 'a\\d').where).toBe("endpoint = 'a\\\\d'");
});

test('numbers are written without quotes, exponent or loss', () => {
  expect(compare('response_duration', '>=', 1e15).where).toBe('response_duration >= 1000000000000000');
  expect(oneOf('syscall_trace_id_request', ['9223372036854775808', 5n, 7]).where).toBe(
    'syscall_trace_id_request IN (9223372036854775808, 5, 7)',
  );
  for (const bad of [1.5, Number.NaN, 2 ** 60, '1 OR 1=1', '', "1'"])
    expect(() => oneOf('response_code', [bad])).toThrow('Not a whole number');
});

test('a name that is not on the list, or an empty list, is refused before anything is sent', () => {
  expect(() => bare('endpoint FROM x' as Column) && isText("attribute.a'b" as Column, 'x')).toThrow('Unknown column');
  expect(() => column('endpoint', 'a b')).toThrow('Bad alias');
  expect(() => oneOf('response_code', [])).toThrow('No values');
  expect(() => isOneOfTexts('trace_id', [])).toThrow('No values');
  expect(() =>
    selectCalls({ name: 'calls.row', select: [bare('endpoint')], where: [all([])], orderBy: 'time', limit: 1 }),
  ).toThrow('not selected');
});

test('lists of texts are whole, in order, and none is longer than was asked for, unless one text alone is', () => {
  fc.assert(
    fc.property(fc.array(nasty), fc.integer({ min: 60, max: 500 }), (texts, most) => {
      const batches = [...textBatches(texts, most)];
      expect(batches.flat()).toEqual(texts);
      for (const batch of batches) {
        const { where } = isOneOfTexts('request_resource', batch);
        if (batch.length > 1) expect(Buffer.byteLength(where)).toBeLessThanOrEqual(most + 40);
      }
    }),
  );
});

test('a text that is compared exactly stays inside its literal as it is, alone and beside others', () => {
  const spaced = fc
    .array(fc.constantFrom(...pieces, ' ', 'worker', 'as', '(', '中'), { maxLength: 6 })
    .map((parts) => parts.join(''));
  fc.assert(
    fc.property(fc.array(fc.oneof(nasty, spaced), { minLength: 1, maxLength: 4 }), (texts) => {
      const comparable = texts.filter(isComparable);
      for (const text of texts.filter((one) => !isComparable(one)))
        expect(() => isExactly('app_service', text)).toThrow();
      if (comparable.length === 0) return;
      const where = comparable.map((text) => isExactly('app_service', text));
      const { sql } = selectCalls({
        name: 'calls.row',
        from: 'in_process',
        select: [bare('app_service')],
        where,
        limit: 1,
      });
      expect(literalsOf(sql)).toEqual(comparable);
      for (const trap of traps) expect(sql).not.toMatch(trap);
    }),
  );
});
