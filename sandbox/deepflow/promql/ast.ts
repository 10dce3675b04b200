export type MatchType = '=' | '!=' | '=~' | '!~';

export type Matcher = { name: string; type: MatchType; value: string };

/** The moment that `@` names, in milliseconds, or an end of the asked range; null without. */
export type Anchor = number | 'start' | 'end' | null;

/** Position of an expression in the text, for errors. */
type Placed = { from: number };

export type VectorSelector = Placed & {
  kind: 'selector';
  /** With the metric's name as a matcher of `__name__`. */
  matchers: readonly Matcher[];
  offsetMs: number;
  at: Anchor;
};

export type MatrixSelector = Placed & { kind: 'matrix'; selector: VectorSelector; rangeMs: number };

export type Subquery = Placed & {
  kind: 'subquery';
  inner: Expr;
  rangeMs: number;
  /** Null for the default. */
  stepMs: number | null;
  offsetMs: number;
  at: Anchor;
};

export type Aggregate = Placed & {
  kind: 'aggregate';
  op: string;
  inner: Expr;
  parameter: Expr | null;
  /** `without (…)`; no grouping at all is `by ()`. */
  without: boolean;
  grouping: readonly string[];
};

export type Call = Placed & { kind: 'call'; name: string; args: readonly Expr[] };

export type Matching = {
  on: boolean;
  labels: readonly string[];
  /** Which side may have many for one of the other. */
  many: 'none' | 'left' | 'right';
  /** Labels that the side of many takes from the other. */
  include: readonly string[];
};

export type Binary = Placed & {
  kind: 'binary';
  op: string;
  operatorFrom: number;
  left: Expr;
  right: Expr;
  bool: boolean;
  /** Null where nothing is said, which matches on all labels. */
  matching: Matching | null;
};

export type Unary = Placed & { kind: 'unary'; negative: boolean; inner: Expr };

export type NumberLiteral = Placed & { kind: 'number'; value: number };

export type StringLiteral = Placed & { kind: 'string'; value: string };

export type Expr =
  | VectorSelector
  | MatrixSelector
  | Subquery
  | Aggregate
  | Call
  | Binary
  | Unary
  | NumberLiteral
  | StringLiteral;

export type ValueType = 'scalar' | 'vector' | 'matrix' | 'string';

export const metricNameLabel = '__name__';

export const comparisonOps: ReadonlySet<string> = new Set(['==', '!=', '<', '<=', '>', '>=']);
export const setOps: ReadonlySet<string> = new Set(['and', 'or', 'unless']);

/** An expression that is refused or cannot be evaluated, in the words of Prometheus' engine. */
export class PromqlError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'PromqlError';
  }
}
