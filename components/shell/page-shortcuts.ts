'use client';

import { useEffect, useSyncExternalStore } from 'react';

export type Shortcut = { keys: readonly string[]; text: string };
/** The keys that one page has besides those of every page. */
export type PageShortcuts = { title: string; shortcuts: readonly Shortcut[] };

let current: PageShortcuts | null = null;
const listeners = new Set<() => void>();

function change(next: PageShortcuts | null): void {
  current = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Lists a page's own keys in the help while the page is shown. Pass the same object between renders. */
export function usePageShortcuts(own: PageShortcuts): void {
  useEffect(() => {
    change(own);
    return () => {
      if (current === own) change(null);
    };
  }, [own]);
}

export function useListedShortcuts(): PageShortcuts | null {
  return useSyncExternalStore(
    subscribe,
    () => current,
    () => null,
  );
}
