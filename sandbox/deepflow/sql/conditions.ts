import { byName } from '@/sandbox/deepflow/sql/by-name';
import { QueryError } from '@/sandbox/deepflow/sql/errors';
import { goRegexpError } from '@/sandbox/deepflow/sql/go-regexp';
import { notSql } from '@/sandbox/deepflow/sql/print';
import type { Compare, Tag } from '@/sandbox/deepflow/sql/tags/tag';

/** An operator of ClickHouse with the value as ClickHouse text. */
export type Condition = { operator: string; value: string };

const positives = byName<string>({
  'not match': 'match',
  'not ilike': 'ilike',
  'not in': 'in',
  '!=': '=',
});

/**
 * Turns an operator of the dialect into ClickHouse's: LIKE ignores case and reads `*` as any text, REGEXP is match().
 * @throws QueryError for a pattern that Go's regexp refuses.
 */
export function toCondition(operator: string, value: string): Condition {
  if (operator === 'like' || operator === 'not like') {
    return { operator: operator.replace('like', 'ilike'), value: value.replaceAll('*', '%') };
  }
  if (operator === 'regexp' || operator === 'not regexp') {
    const problem = goRegexpError(value.replace(/^'+|'+$/g, ''));
    if (problem !== null) {
      throw new QueryError(`${problem} : ${value}`);
    }
    return { operator: operator.replace('regexp', 'match'), value };
  }
  return { operator, value };
}

export const isMatch = ({ operator }: Condition) => operator.includes('match');

/** The condition on one expression. */
export function comparing({ operator, value }: Condition): Compare {
  return (left, wrap = (text) => text) =>
    operator.includes('match') ? `${operator}(${left},${wrap(value)})` : `${left} ${operator} ${wrap(value)}`;
}

/** The positive twin of a negated condition; null for one that is positive itself. */
export function positiveOf({ operator, value }: Condition): Condition | null {
  const positive = positives[operator];
  return positive === undefined ? null : { operator: positive, value };
}

/** Applies a tag's rule, with the negation where the rule wants it. */
export function applyRule(tag: Tag, condition: Condition): string | null {
  const rule = tag.where;
  if (rule === undefined) {
    return null;
  }
  if (isMatch(condition) && tag.withoutRegexp === true) {
    return notSql;
  }
  const positive = tag.negatesOutside === true ? positiveOf(condition) : null;
  return positive === null ? rule(comparing(condition)) : `not(${rule(comparing(positive))})`;
}

/** A key of a resource's map: an empty text stands for the key being absent. */
export function applyMapRule(tag: Tag, condition: Condition): string | null {
  const rule = tag.where;
  if (rule === undefined || condition.value !== "''") {
    return applyRule(tag, condition);
  }
  if (positiveOf(condition) !== null) {
    return rule(comparing(condition));
  }
  const isEquality = ['match', 'ilike', 'in', '='].includes(condition.operator);
  const negated = condition.operator === '=' ? '!=' : `not ${condition.operator}`;
  return isEquality ? `not(${rule(comparing({ ...condition, operator: negated }))})` : rule(comparing(condition));
}
