/** The syntax tree of DeepFlow's dialect, which is MySQL's SELECT as read by xwb1989/sqlparser. */
export type Expression =
  | { kind: 'column'; path: readonly string[] }
  | { kind: 'string'; value: string }
  | { kind: 'number'; value: string }
  | { kind: 'argument'; value: string }
  | { kind: 'null' }
  | { kind: 'boolean'; value: boolean }
  | { kind: 'call'; qualifier: string; name: string; distinct: boolean; args: readonly SelectItem[] }
  | { kind: 'binary'; operator: string; left: Expression; right: Expression }
  | { kind: 'unary'; operator: string; operand: Expression }
  | { kind: 'paren'; inner: Expression }
  | { kind: 'tuple'; items: readonly Expression[] }
  | { kind: 'subquery'; select: Select }
  | { kind: 'comparison'; operator: string; left: Expression; right: Expression }
  | { kind: 'range'; operator: 'between' | 'not between'; left: Expression; from: Expression; to: Expression }
  | { kind: 'and' | 'or'; left: Expression; right: Expression }
  | { kind: 'not'; operand: Expression }
  | { kind: 'is'; operator: string; operand: Expression }
  | { kind: 'exists'; subquery: Expression }
  /** What the grammar has and the engine takes nowhere, as it prints. */
  | { kind: 'rare'; goType: string; text: string };

export type SelectItem = { kind: 'star'; text: string } | { kind: 'item'; expression: Expression; alias: string };

export type OrderItem = { expression: Expression; descending: boolean };

export type Limit = { count: Expression; offset: Expression | null };

export type Select = {
  distinct: boolean;
  items: readonly SelectItem[];
  /** Each FROM entry as it prints: a table, or `table as alias`. */
  from: readonly string[];
  where: Expression | null;
  groupBy: readonly Expression[];
  having: Expression | null;
  orderBy: readonly OrderItem[];
  limit: Limit | null;
};

/** What a statement parses to: a SELECT, or the name of the Go type of any other statement. */
export type Statement = { kind: 'select'; select: Select } | { kind: 'other'; goType: string };

const goTypes: Readonly<Record<Exclude<Expression['kind'], 'rare'>, string>> = {
  column: '*sqlparser.ColName',
  string: '*sqlparser.SQLVal',
  number: '*sqlparser.SQLVal',
  argument: '*sqlparser.SQLVal',
  null: '*sqlparser.NullVal',
  boolean: 'sqlparser.BoolVal',
  call: '*sqlparser.FuncExpr',
  binary: '*sqlparser.BinaryExpr',
  unary: '*sqlparser.UnaryExpr',
  paren: '*sqlparser.ParenExpr',
  tuple: 'sqlparser.ValTuple',
  subquery: '*sqlparser.Subquery',
  comparison: '*sqlparser.ComparisonExpr',
  range: '*sqlparser.RangeCond',
  and: '*sqlparser.AndExpr',
  or: '*sqlparser.OrExpr',
  not: '*sqlparser.NotExpr',
  is: '*sqlparser.IsExpr',
  exists: '*sqlparser.ExistsExpr',
};

/** The Go type that the real engine names in its error texts. */
export function goType(expression: Expression): string {
  return expression.kind === 'rare' ? expression.goType : goTypes[expression.kind];
}
