import type { Json } from '@/sandbox/apisix/lua/json';
import { isTable, luaString } from '@/sandbox/apisix/lua/json';

const comparisons = new Set(['==', '~=', '>', '>=', '<', '<=', '~~', '~*', 'in', 'has', 'ipmatch']);
const logic = new Set(['OR', '!OR', 'AND', '!AND']);

/** Why an expression of `vars` does not compile, in the words of api7/lua-resty-expr; null: it does. */
export function expressionFault(rule: Json): string | null {
  const list = Array.isArray(rule) ? rule : [];
  const [first] = list;
  if (first === undefined) return null;
  if (!isTable(first) && !logic.has(luaString(first).toUpperCase())) return 'rule should be wrapped inside brackets';
  return compileFault(list);
}

function compileFault(rules: readonly Json[]): string | null {
  const [first, ...rest] = rules;
  if (first === undefined) return 'rule too short';
  if (isTable(first)) return firstFault(rules);
  if (!logic.has(luaString(first).toUpperCase())) return comparisonFault(rules);
  return rules.length <= 2 ? 'rule too short' : firstFault(rest);
}

function firstFault(rules: readonly Json[]): string | null {
  for (const rule of rules) {
    const fault = compileFault(Array.isArray(rule) ? rule : []);
    if (fault !== null) return fault;
  }
  return null;
}

function comparisonFault(rule: readonly Json[]): string | null {
  if (rule.length === 4 && rule[1] !== '!') return "bad 'not' expression";
  const [, operator, right] = rule.length === 4 ? [rule[0], rule[2], rule[3]] : rule;
  if (operator === undefined) return 'invalid expression';
  const name = luaString(operator).toLowerCase();
  if (right === undefined && !comparisons.has(name)) return null;
  if (!comparisons.has(name)) return `invalid operator '${name}'`;
  if (name !== 'ipmatch') return null;
  const addresses = Array.isArray(right) ? right : [right];
  return addresses.length === 0 || right === undefined || right === '' ? 'invalid ip address' : null;
}
