'use client';

import { useTranslations } from 'next-intl';
import type { CodeMark } from './read-code';

/** Words what is wrong at a place of a text. */
export function useCodeWords(): (mark: CodeMark) => string {
  const t = useTranslations('plugins');
  return ({ fault, severity }) => {
    if (fault.kind === 'syntax') return t('code.syntax', { detail: fault.detail });
    if (fault.kind === 'not_object') return t('code.notObject');
    const { field } = fault;
    if (fault.kind === 'schema') return `${field} ${t(`schema.${fault.rule}`, { expected: fault.expected })}`;
    const words = `${field}: ${t(`complaint.${fault.code}`)}`;
    return severity === 'warning' ? t('code.standing', { fault: words }) : words;
  };
}
