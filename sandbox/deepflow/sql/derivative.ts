import type { SelectItem } from '@/sandbox/deepflow/sql/ast';
import type { Context } from '@/sandbox/deepflow/sql/context';
import type { PlanGroup } from '@/sandbox/deepflow/sql/plan';
import { printItem } from '@/sandbox/deepflow/sql/print';
import { prometheusGroup } from '@/sandbox/deepflow/sql/tag-columns';

/**
 * Arguments of a call as printed text. Where one is `Derivative(m, tag…)` the first is m, and `derivative` has m and the
 * tags as written: the difference is taken within the rows of equal tags, of all labels where it names none.
 */
export type CallArguments = { args: readonly string[]; derivative: readonly string[] };

/** Reads a call's arguments, and notes for the whole statement which tags its derivatives are taken within. */
export function callArguments(items: readonly SelectItem[], { derivation }: Context): CallArguments {
  const args = items.map(printItem);
  if (derivation === null) {
    return { args, derivative: [] };
  }
  const derivative = args.filter((arg) => arg.includes('Derivative(')).flatMap(partsOf);
  return derivative[0] === undefined ? { args, derivative } : { args: [derivative[0], ...args.slice(1)], derivative };

  function partsOf(arg: string): string[] {
    const parts = arg
      .replace(/^Derivative\(/, '')
      .replace(/\)$/, '')
      .split(',')
      .map((part) => part.trim());
    const within = parts.length === 1 ? ['tag'] : parts.slice(1);
    for (const tag of within) {
      derivation?.within.add(tag);
    }
    return [parts[0] ?? '', ...within];
  }
}

/** The inner query has rows of their own for the tags that a derivative is taken within. */
export function derivativeGroups(context: Context, grouped: readonly string[]): PlanGroup[] {
  const tags = [...(context.derivation?.within ?? [])].filter((tag) => !grouped.includes(tag));
  return tags.map((tag) => {
    const name = tag.replace(/^`+|`+$/g, '');
    const group = name === 'tag' || name.startsWith('tag.') ? prometheusGroup(name, context) : null;
    return { value: tag, alias: '', withs: [], ...group, level: 'inner' };
  });
}
