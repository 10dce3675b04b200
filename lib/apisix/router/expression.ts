import { compileIpMatcher } from './ip-matcher';
import type { VariableValue } from './variables';

/** Three-valued: undefined means that a variable it hangs on is unknown. */
export type Verdict = boolean | undefined;
export type Expression = (read: (variable: string) => VariableValue) => Verdict;

type Comparison = (value: string | true | null) => Verdict;

/**
 * Compiles `vars` of a route, or `_meta.filter` of a plugin, as lua-resty-expr 1.3 does. Null when lua-resty-expr
 * refuses it. An object or an empty list is no condition at all, which is what Lua makes of both.
 */
export function compileExpression(rule: unknown): Expression | null {
  if (typeof rule !== 'object' || rule === null) return null;
  if (!Array.isArray(rule) || rule.length === 0) return () => true;
  if (!Array.isArray(rule[0]) && logicOf(rule[0]) === null) return null;
  return compileRule(rule);
}

const logics = ['AND', 'OR', '!AND', '!OR'] as const;

function logicOf(head: unknown): (typeof logics)[number] | null {
  const upper = typeof head === 'string' ? head.toUpperCase() : '';
  return logics.find((logic) => logic === upper) ?? null;
}

function compileRule(rule: unknown): Expression | null {
  if (!Array.isArray(rule) || rule.length === 0) return null;
  if (Array.isArray(rule[0])) return combine('AND', rule);
  const logic = logicOf(rule[0]);
  if (logic === null) return compileComparison(rule);
  return rule.length <= 2 ? null : combine(logic, rule.slice(1));
}

function combine(logic: (typeof logics)[number], rules: readonly unknown[]): Expression | null {
  const compiled = rules.map(compileRule);
  const parts = compiled.filter((part) => part !== null);
  if (parts.length < compiled.length) return null;
  // A conjunction is settled by one false, a disjunction by one true.
  const settling = logic.endsWith('OR');
  const negated = logic.startsWith('!');
  return (read) => {
    let unknown = false;
    for (const part of parts) {
      const verdict = part(read);
      if (verdict === settling) return settling !== negated;
      if (verdict === undefined) unknown = true;
    }
    return unknown ? undefined : settling === negated;
  };
}

function compileComparison(rule: readonly unknown[]): Expression | null {
  const negated = rule.length === 4;
  if (negated && rule[1] !== '!') return null;
  const variable = rule[0];
  const rawOperator = negated ? rule[2] : rule[1];
  let expected = negated ? rule[3] : rule[2];
  if (typeof variable !== 'string') return null;
  if (typeof rawOperator !== 'string' && typeof rawOperator !== 'number') return null;
  let operator = String(rawOperator).toLowerCase();
  if (expected === undefined && !Object.hasOwn(comparisons, operator)) {
    // `["arg_a", "1"]`, an old form of `["arg_a", "==", "1"]`.
    expected = operator;
    operator = '==';
  }
  const comparison = Object.hasOwn(comparisons, operator) ? comparisons[operator]?.(expected ?? null) : undefined;
  if (!comparison) return null;
  return (read) => {
    const value = read(variable);
    if (value === undefined) return undefined;
    const verdict = comparison(value);
    return verdict === undefined ? undefined : verdict !== negated;
  };
}

const comparisons: Record<string, (expected: unknown) => Comparison | null> = {
  '==': (expected) => (value) => isEqual(value, expected),
  '~=': (expected) => (value) => !isEqual(value, expected),
  '>': (expected) => ordered(expected, (a, b) => a > b),
  '>=': (expected) => ordered(expected, (a, b) => a >= b),
  '<': (expected) => ordered(expected, (a, b) => a < b),
  '<=': (expected) => ordered(expected, (a, b) => a <= b),
  '~~': (expected) => matches(expected, ''),
  '~*': (expected) => matches(expected, 'i'),
  in: (expected) => (value) => Array.isArray(expected) && value !== null && expected.includes(value),
  // Variables of a request are never lists.
  has: () => () => false,
  ipmatch: (expected) => {
    const matcher = compileIpMatcher(Array.isArray(expected) ? expected : [expected]);
    return matcher && ((value) => typeof value === 'string' && matcher(value));
  },
};

function isEqual(value: string | true | null, expected: unknown): boolean {
  return (typeof expected === 'number' ? luaNumber(value) : value) === expected;
}

function ordered(expected: unknown, holds: (a: number, b: number) => boolean): Comparison {
  const right = luaNumber(expected);
  return (value) => {
    const left = luaNumber(value);
    return left !== null && right !== null && holds(left, right);
  };
}

/** Lua's `tonumber`: null for what is no number. */
function luaNumber(value: unknown): number | null {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string') return null;
  const text = value.trim();
  if (!/^[+-]?(?:0x[0-9a-f]+|(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)$/i.test(text)) return null;
  return text.startsWith('-') ? -Number(text.slice(1)) : Number(text.replace(/^\+/, ''));
}

/** PCRE. What JavaScript can't compile is undecided for any value. */
function matches(expected: unknown, flags: string): Comparison {
  const source = typeof expected === 'string' || typeof expected === 'number' ? String(expected) : null;
  const inline = source?.startsWith('(?i)') ? 'i' : '';
  let regex: RegExp | null = null;
  try {
    if (source !== null) regex = new RegExp(inline ? source.slice(4) : source, flags || inline);
  } catch {
    regex = null;
  }
  return (value) => {
    if (value === null) return false;
    return regex === null || value === true ? undefined : regex.test(value);
  };
}
