'use client';

import { useTranslations } from 'next-intl';
import { type RefObject, useEffect, useMemo, useRef } from 'react';
import { isTyping } from '@/components/shell/is-typing';
import { usePageShortcuts } from '@/components/shell/page-shortcuts';
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

  const latest = useRef(state);
  useEffect(() => {
    latest.current = state;
  });
  useEffect(() => {
    const handleKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || isTyping(event)) return;
      if (event.target instanceof Element && event.target.closest('[role=dialog], [role=menu]')) return;
      const action = pageActionOf(event);
      if (action === null) return;
      event.preventDefault();
      if (action === 'search') {
        searchField.current?.focus();
        searchField.current?.select();
      } else if (action === 'reset') latest.current.reset();
      else latest.current.step(action === 'next' ? 1 : -1);
    };
    document.addEventListener('keydown', handleKey);
    return () => document.removeEventListener('keydown', handleKey);
  }, [searchField]);
}
