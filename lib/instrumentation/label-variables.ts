import { variables } from '@/lib/apisix/variables-list';
import type { AppLocale } from '@/lib/i18n/locales';
import { type Cardinality, cardinalityOf } from './metrics';

export type LabelVariable = { name: string; about: string };

const order: readonly Cardinality[] = ['few', 'nodes', 'unknown', 'many'];

/** Variables that can be labels, those that cost little first. */
export function labelVariables(locale: AppLocale): LabelVariable[] {
  const rank = (name: string) => order.indexOf(cardinalityOf(name));
  return variables
    .filter(({ name }) => /^\w+$/.test(name))
    .map(({ name, about }) => ({ name, about: about[locale] }))
    .sort((a, b) => rank(a.name) - rank(b.name));
}
