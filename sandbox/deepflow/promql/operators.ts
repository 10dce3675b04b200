import type { Binary, Expr } from '@/sandbox/deepflow/promql/ast';

/** One part of a chain of operators, as written from left to right. */
export type Part =
  | { kind: 'operand'; from: number; expr: Expr }
  | { kind: 'sign'; from: number; negative: boolean }
  | ({ kind: 'operator' } & Pick<Binary, 'op' | 'operatorFrom' | 'bool' | 'matching'>);

const power = 6;

const strengths: Readonly<Record<string, number>> = {
  or: 1,
  ...Object.fromEntries(['and', 'unless'].map((op) => [op, 2])),
  ...Object.fromEntries(['==', '!=', '<', '<=', '>', '>='].map((op) => [op, 3])),
  ...Object.fromEntries(['+', '-'].map((op) => [op, 4])),
  ...Object.fromEntries(['*', '/', '%', 'atan2'].map((op) => [op, 5])),
  '^': power,
};

type Built = { from: number; expr: Expr };

/** Binds a chain of operators as Prometheus does: a sign binds like `*`, only `^` closer, and to the right. */
export function bind(parts: readonly Part[]): Expr {
  let position = 0;

  function operand(): Built {
    const part = parts[position];
    position += 1;
    if (part?.kind === 'operand') {
      return part;
    }
    if (part?.kind !== 'sign') {
      throw new Error('a chain of operators has no operand where the grammar has one');
    }
    const { from, negative } = part;
    const { expr } = chain(power);
    const signed: Expr =
      expr.kind === 'number'
        ? { ...expr, from, value: negative ? -expr.value : expr.value }
        : { kind: 'unary', from, negative, inner: expr };
    return { from, expr: signed };
  }

  function chain(least: number): Built {
    let left = operand();
    for (;;) {
      const part = parts[position];
      const strength = part?.kind === 'operator' ? (strengths[part.op] ?? 0) : 0;
      if (part?.kind !== 'operator' || strength < least) {
        return left;
      }
      position += 1;
      const right = chain(part.op === '^' ? strength : strength + 1);
      left = {
        from: left.from,
        expr: { ...part, kind: 'binary', from: left.from, left: left.expr, right: right.expr },
      };
    }
  }

  return chain(1).expr;
}
