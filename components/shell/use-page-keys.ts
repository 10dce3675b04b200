'use client';

import { type RefObject, useEffectEvent, useLayoutEffect } from 'react';
import { isTyping } from './is-typing';

/** Keys that belong to the page wherever the focus is: unless something is being typed, or a layer has the focus. */
export function usePageKeys(onKey: (event: KeyboardEvent) => void): void {
  const handleOwn = useEffectEvent(onKey);
  // From when the page is there to be seen: a key that comes right after is not lost.
  useLayoutEffect(() => {
    const handleKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || isTyping(event)) return;
      if (event.target instanceof Element && event.target.closest('[role=dialog], [role=menu]')) return;
      handleOwn(event);
    };
    document.addEventListener('keydown', handleKey);
    return () => document.removeEventListener('keydown', handleKey);
  }, []);
}

/** `/` leads to the search of a list. */
export function useSearchKey(field: RefObject<HTMLInputElement | null>): void {
  usePageKeys((event) => {
    if (event.key !== '/' || event.metaKey || event.ctrlKey || event.altKey) return;
    event.preventDefault();
    field.current?.focus();
    field.current?.select();
  });
}
