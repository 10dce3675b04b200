'use client';

import { useSyncExternalStore } from 'react';

/** Below the width at which Tailwind's `sm` begins. */
const query = '(max-width: 639.9px)';

function subscribe(listener: () => void): () => void {
  const media = window.matchMedia(query);
  media.addEventListener('change', listener);
  return () => media.removeEventListener('change', listener);
}

/** Whether the window is as narrow as a phone; a server does not know, and says no. */
export function useIsNarrow(): boolean {
  return useSyncExternalStore(
    subscribe,
    () => window.matchMedia(query).matches,
    () => false,
  );
}
