import type { Anchor, Expr, Subquery, VectorSelector } from '@/sandbox/deepflow/promql/ast';

/** How long a sample counts as the present value. */
export const lookbackMs = 300_000;

/** Steps of a subquery that names none. */
export const defaultSubqueryStepMs = 60_000;

export type Times = { startMs: number; endMs: number };

/**
 * What a selector's samples are for: the times they are needed at, the function or aggregation around it, and the
 * aggregation's grouping.
 */
export type Need = Times & {
  selector: VectorSelector;
  /** The nearest function or aggregation; empty without one, or across an operator. */
  func: string;
  /** The nearest aggregation; null without one, or across an operator. */
  grouping: { op: string; by: boolean; labels: readonly string[] } | null;
};

/** The moment that a selector or subquery looks from, when the expression is evaluated at `moment`. */
export function reference(target: { at: Anchor; offsetMs: number }, moment: number, query: Times): number {
  const base = target.at === 'start' ? query.startMs : target.at === 'end' ? query.endMs : (target.at ?? moment);
  return base - target.offsetMs;
}

/** Every selector of an expression with what it is for. */
export function needsOf(expr: Expr, query: Times): Need[] {
  return new Planner(query).visit(expr, query, []);
}

class Planner {
  readonly #query: Times;

  constructor(query: Times) {
    this.#query = query;
  }

  visit(expr: Expr, times: Times, path: readonly Expr[]): Need[] {
    const inside = [...path, expr];
    switch (expr.kind) {
      case 'selector':
        return [this.#need(expr, times, lookbackMs, path)];
      case 'matrix':
        return [this.#need(expr.selector, times, expr.rangeMs, inside)];
      case 'subquery':
        return this.visit(expr.inner, this.#inner(expr, times), inside);
      case 'aggregate':
        return [expr.inner, ...(expr.parameter === null ? [] : [expr.parameter])].flatMap((part) =>
          this.visit(part, times, inside),
        );
      case 'call':
        return expr.args.flatMap((part) => this.visit(part, times, inside));
      case 'binary':
        return [expr.left, expr.right].flatMap((part) => this.visit(part, times, inside));
      case 'unary':
        return this.visit(expr.inner, times, inside);
      default:
        return [];
    }
  }

  #inner(subquery: Subquery, times: Times): Times {
    return {
      startMs: reference(subquery, times.startMs, this.#query) - subquery.rangeMs,
      endMs: reference(subquery, times.endMs, this.#query),
    };
  }

  #need(selector: VectorSelector, times: Times, backMs: number, path: readonly Expr[]): Need {
    return {
      selector,
      startMs: reference(selector, times.startMs, this.#query) - backMs,
      endMs: reference(selector, times.endMs, this.#query),
      func: functionOf(path),
      grouping: groupingOf(path),
    };
  }
}

function functionOf(path: readonly Expr[]): string {
  for (const expr of path.toReversed()) {
    if (expr.kind === 'aggregate') {
      return expr.op;
    }
    if (expr.kind === 'call') {
      return expr.name;
    }
    if (expr.kind === 'binary') {
      return '';
    }
  }
  return '';
}

function groupingOf(path: readonly Expr[]): Need['grouping'] {
  for (const expr of path.toReversed()) {
    if (expr.kind === 'aggregate') {
      return { op: expr.op, by: !expr.without, labels: expr.grouping };
    }
    if (expr.kind === 'binary') {
      return null;
    }
  }
  return null;
}
