import type { Expression } from '@/sandbox/deepflow/sql/ast';
import type { Context } from '@/sandbox/deepflow/sql/context';
import { EnginePanic, QueryError } from '@/sandbox/deepflow/sql/errors';
import { printExpression } from '@/sandbox/deepflow/sql/print';
import { boundEnd, boundStart, type TimeRange } from '@/sandbox/deepflow/sql/time-range';

/**
 * The value that `time` is compared with: whole seconds or arithmetic of numbers.
 * @throws EnginePanic for quoted digits and lists, QueryError for functions and names, as the real engine.
 */
export function secondsOf(value: Expression): number {
  switch (value.kind) {
    case 'number': {
      const exponent = /^([\d.]+)(e\w*)/i.exec(value.value);
      if (exponent !== null) {
        const [, number = '', word = ''] = exponent;
        throw new QueryError(`Cannot transition token types from NUMERIC [${Number(number)}] to VARIABLE [${word}]`);
      }
      return Math.trunc(Number(value.value));
    }
    case 'paren':
      return secondsOf(value.inner);
    case 'unary':
      return value.operator === '-' ? -secondsOf(value.operand) : secondsOf(value.operand);
    case 'binary':
      return arithmetic(value.operator, secondsOf(value.left), secondsOf(value.right));
    case 'string': {
      const date = /^\d{4}-\d{2}-\d{2}(?:[ T]\d{2}:\d{2}(?::\d{2})?)?$/.test(value.value);
      if (!date) {
        throw new EnginePanic('interface conversion: interface {} is string, not float64');
      }
      return (
        Date.parse(`${value.value.replace(' ', 'T')}${value.value.length > 10 ? '+08:00' : 'T00:00:00+08:00'}`) / 1000
      );
    }
    case 'tuple': {
      const [only] = value.items;
      if (value.items.length === 1 && only !== undefined) {
        return secondsOf(only);
      }
      throw new EnginePanic('interface conversion: interface {} is []interface {}, not float64');
    }
    case 'call':
      throw new QueryError(`Undefined function ${value.name}`);
    case 'column': {
      const text = printExpression(value);
      throw new QueryError(text.includes('`') ? "Invalid token: '`'" : `No parameter '${text}' found.`);
    }
    case 'rare':
      throw new QueryError(`Undefined function ${value.text.split('(')[0]}`);
    case 'null':
      throw new QueryError("No parameter 'null' found.");
    default:
      throw new EnginePanic('interface conversion: interface {} is bool, not float64');
  }
}

function arithmetic(operator: string, left: number, right: number): number {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return left / right;
    case '%':
      return left % right;
    default:
      throw new QueryError(`Invalid token: '${operator}'`);
  }
}

export function isStart(operator: string): boolean {
  return operator === '>=' || operator === '>';
}

/**
 * The range that conditions bound.
 * @throws EnginePanic in a HAVING, as the real engine.
 */
export function boundsOf({ bounds }: Context): TimeRange {
  if (bounds === null) {
    throw new EnginePanic('runtime error: invalid memory address or nil pointer dereference');
  }
  return bounds;
}

/** Notes the bound that a comparison of `time` sets. */
export function noteTimeBound(operator: string, seconds: number, context: Context): void {
  if (isStart(operator)) {
    const bounds = boundsOf(context);
    boundStart(bounds, seconds - bounds.lead);
    bounds.startOperator = operator;
  } else if (operator === '<=' || operator === '<') {
    const bounds = boundsOf(context);
    boundEnd(bounds, seconds);
    bounds.endOperator = operator;
  }
}

/** Reads every bound on `time` before anything else is translated, since sums per second need the range. */
export function readTimeBounds(where: Expression, context: Context): void {
  switch (where.kind) {
    case 'and':
    case 'or':
      readTimeBounds(where.left, context);
      readTimeBounds(where.right, context);
      break;
    case 'not':
      readTimeBounds(where.operand, context);
      break;
    case 'comparison': {
      const left = where.left.kind === 'paren' ? where.left.inner : where.left;
      if (left.kind === 'column' && left.path.join('.') === 'time') {
        try {
          noteTimeBound(where.operator, secondsOf(where.right), context);
        } catch (error) {
          if (!(error instanceof QueryError)) {
            throw error;
          }
        }
      }
      break;
    }
    default:
  }
}
