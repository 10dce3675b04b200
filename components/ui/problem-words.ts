'use client';

import { useTranslations } from 'next-intl';
import type { Problem } from '@/lib/http/problem';

/** A problem worded in the reader's language, from its code and the system that failed. */
export function useProblemWords(problem: Problem): { title: string; todo: string } {
  const t = useTranslations('problems');
  const upstream = t(`upstream.${problem.upstream ?? 'console'}`);
  return { title: t(`${problem.code}.title`, { upstream }), todo: t(`${problem.code}.todo`, { upstream }) };
}
