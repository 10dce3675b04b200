import { describe, expect, it } from 'vitest';
import type { Expression } from '@/sandbox/deepflow/sql/ast';
import { QueryError } from '@/sandbox/deepflow/sql/errors';
import { parseCondition, parseStatement } from '@/sandbox/deepflow/sql/parser';
import { printExpression } from '@/sandbox/deepflow/sql/print';

function errorOf(sql: string): string {
  try {
    parseStatement(sql);
  } catch (error) {
    if (error instanceof QueryError) {
      return error.message;
    }
    throw error;
  }
  return 'parsed';
}

/** The condition with every level in parentheses. */
function grouped(expression: Expression): string {
  switch (expression.kind) {
    case 'and':
    case 'or':
      return `(${grouped(expression.left)} ${expression.kind} ${grouped(expression.right)})`;
    case 'not':
      return `(not ${grouped(expression.operand)})`;
    case 'binary':
    case 'comparison':
      return `(${grouped(expression.left)} ${expression.operator} ${grouped(expression.right)})`;
    default:
      return printExpression(expression);
  }
}

describe('parseStatement', () => {
  it('binds NOT tighter than AND, AND tighter than OR, comparison tighter than NOT', () => {
    expect(grouped(parseCondition('not a = 1 and b = 2 or c = 3'))).toBe('(((not (a = 1)) and (b = 2)) or (c = 3))');
  });

  it('binds * tighter than + and both to the left', () => {
    expect(grouped(parseCondition('a - b - c * d / e = 1'))).toBe('(((a - b) - ((c * d) / e)) = 1)');
  });

  it('names the first token that fits nowhere, by its end in bytes', () => {
    expect(errorOf('selec endpoint from t')).toBe("syntax error at position 6 near 'selec'");
    expect(errorOf("select a from t where a = 'it's'")).toBe("syntax error at position 32 near 's'");
    expect(errorOf('select `é` from t where')).toBe('syntax error at position 25');
    expect(errorOf('select a, FROM t')).toBe("syntax error at position 15 near 'from'");
  });

  it('does not name signs', () => {
    expect(errorOf('select a from t where (a = 1')).toBe('syntax error at position 29');
    expect(errorOf('select a from t where )')).toBe('syntax error at position 24');
  });

  it('refuses a literal that never ends', () => {
    expect(errorOf("select a from t where a = 'x")).toBe("syntax error at position 29 near 'x'");
  });

  it('reads names of up to three parts, reserved words after a dot', () => {
    const statement = parseStatement('select attribute.http.route, a.key from t');
    expect(statement.kind).toBe('select');
    expect(errorOf('select a.b.c.d from t')).toBe('syntax error at position 14');
  });

  it('takes keywords that the grammar does not need as names', () => {
    expect(errorOf('select time, type, version, status from t')).toBe('parsed');
    expect(errorOf('select key from t')).toBe("syntax error at position 11 near 'key'");
  });

  it('skips comments and one semicolon at the end', () => {
    expect(errorOf('select /* all */ a -- of it\n from t # here\n;')).toBe('parsed');
  });

  it('tells a union and every other statement by their Go types', () => {
    expect(parseStatement('select a from t union all select b from t')).toEqual({
      kind: 'other',
      goType: '*sqlparser.Union',
    });
    expect(parseStatement('drop table t')).toEqual({ kind: 'other', goType: '*sqlparser.DDL' });
    expect(parseStatement('show`tags`')).toEqual({ kind: 'other', goType: '*sqlparser.Show' });
    expect(errorOf('show;')).toBe('syntax error at position 6');
  });

  it('takes parentheses around a SELECT in a union alone', () => {
    expect(errorOf('(select 1')).toBe('syntax error at position 10');
    expect(errorOf('(show tags')).toBe("syntax error at position 6 near 'show'");
    expect(errorOf('(select 1)')).toBe('syntax error at position 11');
    expect(parseStatement('(select 1) union (select 2 limit 1) limit 1')).toMatchObject({ kind: 'other' });
  });

  it('folds signs into integers as the parser does', () => {
    expect(printExpression(parseCondition('a = - -3'))).toBe('a = 3');
    expect(printExpression(parseCondition('a = -3'))).toBe('a = -3');
  });
});
