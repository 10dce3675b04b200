'use client';

import { useTranslations } from 'next-intl';
import { useMemo } from 'react';
import type { ChangeSummary } from '@/lib/changes/dto';
import { doneCount, wishWords } from './change-words';

/** Words what a change does, and on what, in the reader's language. */
export function useChangeWords() {
  const t = useTranslations('changes');
  return useMemo(() => {
    const progress = (change: Pick<ChangeSummary, 'status' | 'counts'>): string => {
      const { counts } = change;
      if (change.status === 'planned') return '';
      const parts: string[] = [];
      if (counts.total > 1 || change.status !== 'done')
        parts.push(t('counts.of', { done: doneCount(change), total: counts.total }));
      if (counts.failed > 0) parts.push(t('counts.failed', { count: counts.failed }));
      if (counts.conflict > 0) parts.push(t('counts.conflict', { count: counts.conflict }));
      if (counts.unknown > 0) parts.push(t('counts.unknown', { count: counts.unknown }));
      if (counts.skipped > 0) parts.push(t('counts.skipped', { count: counts.skipped }));
      return parts.join(' · ');
    };
    return {
      what: ({ target, wish, origin }: Pick<ChangeSummary, 'target' | 'wish' | 'origin'>): string => {
        const { key, values, detail, frame } = wishWords(target, wish, origin);
        const what = t(`what.${key}`, { ...values, detail: detail ? t(`what.${detail.key}`, detail) : '' });
        return frame === null ? what : t(`what.${frame}`, { what });
      },
      /** The first object by name, and how many more. */
      on: ({ target, objects, counts }: Pick<ChangeSummary, 'target' | 'objects' | 'counts'>): string => {
        if (target.kind !== 'route_plugin') return t('objects.metadata');
        const first = objects[0];
        if (!first) return t('objects.none');
        const name = first.name || first.id;
        return counts.total > 1 ? t('objects.more', { first: name, count: counts.total - 1 }) : name;
      },
      /** How much of it is done, in few words; empty: nothing to add to the status. */
      progress,
      /** The same with what counts as done, for who asks. */
      progressWhy: (change: Pick<ChangeSummary, 'status' | 'counts'>): string =>
        [progress(change), change.counts.total > 1 ? t('counts.ofWhy') : ''].filter(Boolean).join('\n'),
    };
  }, [t]);
}
