/** What the checks of the package say of an expression, by what is wrong; of its types and the like, not of its grammar. */
const patterns = {
  functionType: /^expected type (?<want>\w+) in call to function "(?<name>\w+)", got (?<got>\w+)$/,
  aggregationType: /^expected type (?<want>\w+) in aggregation expression, got (?<got>\w+)$/,
  parameterType: /^expected type (?<want>\w+) in aggregation parameter, got (?<got>\w+)$/,
  unaryType: /^unary expression only allowed on .*, got (?<got>\w+)$/,
  subqueryType: /^subquery is only allowed on instant vector, got (?<got>\w+) /,
  arguments: /^expected (?<count>\d+) argument\(s\) in call to "(?<name>\w+)", got (?<given>\d+)$/,
  fewArguments: /^expected at least (?<count>\d+) argument\(s\) in call to "(?<name>\w+)", got (?<given>\d+)$/,
  manyArguments: /^expected at most (?<count>\d+) argument\(s\) in call to "(?<name>\w+)", got (?<given>\d+)$/,
  noParameter: /^unable to find the parameter for the expression$/,
  noFunction: /^function not defined$/,
  operandTypes: /^binary expression must contain only scalar and instant vector types$/,
  scalarComparison: /^comparisons between scalars must use BOOL modifier$/,
  boolModifier: /^bool modifier can only be used on comparison operators$/,
  setOfScalars: /^set operator not allowed in binary scalar expression$/,
  matching: /^vector matching only allowed between instant vectors$/,
  noMatcher: /^vector selector must contain at least one non-empty matcher$/,
  nameTwice: /^metric name must not be set twice: (?<one>\S+) or (?<other>\S+)$/,
} as const;

export type CheckFault = keyof typeof patterns;

const checkFaults = Object.keys(patterns) as CheckFault[];

/** Which fault the words of the package speak of, with what they name; null: one that is not told apart. */
export function checkFault(words: string): { kind: CheckFault; values: Readonly<Record<string, string>> } | null {
  for (const kind of checkFaults) {
    const match = patterns[kind].exec(words);
    if (match) return { kind, values: match.groups ?? {} };
  }
  return null;
}
