import {
  type Binary,
  type Call,
  comparisonOps,
  type Expr,
  PromqlError,
  setOps,
  type ValueType,
  type VectorSelector,
} from '@/sandbox/deepflow/promql/ast';
import { wholeMatch } from '@/sandbox/deepflow/promql/regexp';
import { signatures } from '@/sandbox/deepflow/promql/signatures';
import { goRegexpError } from '@/sandbox/deepflow/sql/go-regexp';

/** How the engine's errors call a type. */
export function typeName(type: ValueType): string {
  return { scalar: 'scalar', vector: 'instant vector', matrix: 'range vector', string: 'string' }[type];
}

export function typeOf(expr: Expr): ValueType {
  switch (expr.kind) {
    case 'selector':
    case 'aggregate':
      return 'vector';
    case 'matrix':
    case 'subquery':
      return 'matrix';
    case 'number':
      return 'scalar';
    case 'string':
      return 'string';
    case 'unary':
      return typeOf(expr.inner);
    case 'call':
      return signatures.get(expr.name)?.returns ?? 'vector';
    case 'binary':
      return typeOf(expr.left) === 'scalar' && typeOf(expr.right) === 'scalar' ? 'scalar' : 'vector';
  }
}

/** `line:column` of a position in a text, as errors name it: the column in bytes. */
export function place(text: string, position: number): string {
  const lines = text.slice(0, position).split('\n');
  return `${lines.length}:${Buffer.byteLength(lines.at(-1) ?? '') + 1}`;
}

/** Refuses an expression whose parts do not fit each other. @throws PromqlError in the parser's words. */
export function check(expr: Expr, text: string): void {
  new Checker(text).check(expr);
}

class Checker {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  check(expr: Expr): void {
    switch (expr.kind) {
      case 'selector':
        this.#selector(expr);
        break;
      case 'matrix':
        this.#selector(expr.selector);
        break;
      case 'subquery':
        this.#only(
          expr,
          expr.inner,
          ['vector'],
          (type) => `subquery is only allowed on instant vector, got ${type} instead`,
        );
        break;
      case 'unary':
        this.#only(
          expr,
          expr.inner,
          ['scalar', 'vector'],
          (type) => `unary expression only allowed on expressions of type scalar or instant vector, got "${type}"`,
        );
        break;
      case 'aggregate':
        this.#expect(expr.inner, 'vector', 'aggregation expression');
        if (expr.parameter !== null) {
          this.#expect(expr.parameter, expr.op === 'count_values' ? 'string' : 'scalar', 'aggregation parameter');
        }
        break;
      case 'call':
        this.#call(expr);
        break;
      case 'binary':
        this.#binary(expr);
        break;
      default:
    }
  }

  #refuse(at: { from: number }, message: string): never {
    throw new PromqlError(`${place(this.#text, at.from)}: parse error: ${message}`);
  }

  #expect(part: Expr, type: ValueType, context: string): void {
    this.#only(part, part, [type], (found) => `expected type ${typeName(type)} in ${context}, got ${found}`);
  }

  #only(at: Expr, part: Expr, types: readonly ValueType[], message: (found: string) => string): void {
    this.check(part);
    const found = typeOf(part);
    if (!types.includes(found)) {
      this.#refuse(at, message(typeName(found)));
    }
  }

  #selector(selector: VectorSelector): void {
    for (const { type, value } of selector.matchers) {
      const fault = type === '=~' || type === '!~' ? goRegexpError(`^(?:${value})$`) : null;
      if (fault !== null) {
        this.#refuse(selector, fault);
      }
    }
    if (selector.matchers.every(({ type, value }) => matchesEmpty(type, value))) {
      this.#refuse(selector, 'vector selector must contain at least one non-empty matcher');
    }
  }

  #call(call: Call): void {
    const signature =
      signatures.get(call.name) ?? this.#refuse(call, `the sandbox does not know the function "${call.name}"`);
    const { args, optional = 0, repeats } = signature;
    const given = call.args.length;
    const least = args.length - optional;
    const wrong = (bound: string, count: number) =>
      `expected ${optional > 0 ? `${bound} ` : ''}${count} argument(s) in call to "${call.name}", got ${given}`;
    if (given < least) {
      this.#refuse(call, wrong('at least', least));
    }
    if (given > args.length && repeats !== true) {
      this.#refuse(call, wrong('at most', args.length));
    }
    for (const [index, argument] of call.args.entries()) {
      this.#expect(argument, args[index] ?? args.at(-1) ?? 'vector', `call to function "${call.name}"`);
    }
  }

  #binary(expr: Binary): void {
    const { left, right, op, bool, matching } = expr;
    this.check(left);
    this.check(right);
    const scalars = [left, right].filter((part) => typeOf(part) === 'scalar').length;
    const isSet = setOps.has(op);
    const both = matching?.on === true ? matching.labels.find((name) => matching.include.includes(name)) : undefined;
    const isNumber = (part: Expr) => ['scalar', 'vector'].includes(typeOf(part));
    const strange = [left, right].find((part) => !isNumber(part));
    const operator = { from: expr.operatorFrom };
    const faults: readonly (readonly [applies: boolean, at: { from: number }, message: string])[] = [
      [bool && !comparisonOps.has(op), operator, 'bool modifier can only be used on comparison operators'],
      [scalars === 2 && comparisonOps.has(op) && !bool, operator, 'comparisons between scalars must use BOOL modifier'],
      [both !== undefined, operator, `label "${both}" must not occur in ON and GROUP clause at once`],
      [strange !== undefined, strange ?? expr, 'binary expression must contain only scalar and instant vector types'],
      [scalars > 0 && (matching?.labels.length ?? 0) > 0, expr, 'vector matching only allowed between instant vectors'],
      [isSet && matching !== null && matching.many !== 'none', expr, `no grouping allowed for "${op}" operation`],
      [scalars > 0 && isSet, expr, `set operator "${op}" not allowed in binary scalar expression`],
    ];
    const fault = faults.find(([applies]) => applies);
    if (fault !== undefined) {
      this.#refuse(fault[1], fault[2]);
    }
  }
}

/** Whether a matcher takes a label that is not there. */
export function matchesEmpty(type: string, value: string): boolean {
  switch (type) {
    case '=':
      return value === '';
    case '!=':
      return value !== '';
    case '=~':
      return wholeMatch(value).test('');
    default:
      return !wholeMatch(value).test('');
  }
}
