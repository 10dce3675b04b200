'use client';

import { useTranslations } from 'next-intl';
import { checkFault } from './check-faults';

const types = ['vector', 'matrix', 'scalar', 'string', 'none'] as const;

/** What a check of the package says, in the reader's language; one that is not told apart in a sentence of its own words. */
export function useCheckWords(): (raw: string) => string {
  const t = useTranslations('promql.check');
  const typeOf = (name = '') => {
    const known = types.find((type) => type === name);
    return known ? t(`type.${known}`) : name;
  };
  return (raw) => {
    const fault = checkFault(raw);
    if (fault === null) return t('other', { words: raw });
    const { want, got, count, ...values } = fault.values;
    return t(fault.kind, { ...values, count: Number(count), want: typeOf(want), got: typeOf(got) });
  };
}
