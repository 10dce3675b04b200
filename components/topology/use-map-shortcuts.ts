'use client';

import { useTranslations } from 'next-intl';
import { useMemo } from 'react';
import { usePageShortcuts } from '@/components/shell/page-shortcuts';
import { usePageKeys } from '@/components/shell/use-page-keys';
import { type MapAction, mapActionOf, mapKeys } from './map-keys';

/** The keys that work wherever the focus is, and the list of all for the help. */
export function useMapShortcuts(actions: Record<MapAction, () => void>): void {
  const t = useTranslations('serviceMap');
  const listed = useMemo(
    () => ({
      title: t('keysTitle'),
      shortcuts: mapKeys.map(({ action, keys }) => ({ keys, text: t(`keys.${action}`) })),
    }),
    [t],
  );
  usePageShortcuts(listed);
  usePageKeys((event) => {
    const action = mapActionOf(event);
    if (action === null) return;
    event.preventDefault();
    actions[action]();
  });
}
