import { compileExpression, type Expression } from '@/lib/apisix/router/expression';
import type { RequestContext } from './context';
import { variableOf } from './variables';

const compiled = new WeakMap<object, Expression | null>();

/**
 * Whether an expression of a plugin's configuration holds for a request. Null: it does not compile. What can't be
 * decided here (a regular expression that JavaScript does not know) counts as not holding.
 */
export function holds(rule: unknown, context: RequestContext): boolean | null {
  if (typeof rule !== 'object' || rule === null) return null;
  let expression = compiled.get(rule);
  if (expression === undefined) {
    expression = compileExpression(rule);
    compiled.set(rule, expression);
  }
  return expression === null ? null : expression((name) => variableOf(context, name)) === true;
}
