'use client';

import { useTranslations } from 'next-intl';
import { type RefObject, useMemo } from 'react';
import { usePageShortcuts } from '@/components/shell/page-shortcuts';
import { usePageKeys } from '@/components/shell/use-page-keys';
import { pageActionOf, profileKeys } from './profile-keys';
import type { ProfileState } from './use-profile-state';

/** The keys that work wherever the focus is, and the list of all for the help. */
export function useProfileShortcuts(state: ProfileState, searchField: RefObject<HTMLInputElement | null>): void {
  const t = useTranslations('profiles');
  const listed = useMemo(
    () => ({
      title: t('keysTitle'),
      shortcuts: profileKeys.map(({ action, keys }) => ({ keys, text: t(`keys.${action}`) })),
    }),
    [t],
  );
  usePageShortcuts(listed);

  usePageKeys((event) => {
    const action = pageActionOf(event);
    if (action === null) return;
    event.preventDefault();
    if (action === 'search') {
      searchField.current?.focus();
      searchField.current?.select();
    } else if (action === 'reset') state.reset();
    else state.step(action === 'next' ? 1 : -1);
  });
}
