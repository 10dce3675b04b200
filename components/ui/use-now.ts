'use client';

import { useNow as useServerNow } from 'next-intl';
import { useSyncExternalStore } from 'react';

const tickMs = 10_000;
const listeners = new Set<() => void>();
let tick = 0;
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    tick = Date.now();
    for (const each of listeners) each();
  }, tickMs);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

function current(): number {
  if (tick === 0 || Date.now() - tick > tickMs) tick = Date.now();
  return tick;
}

/** Epoch ms, moving on every ten seconds: one clock for all «3 minutes ago» of a page. While hydrating, the server's. */
export function useNowMs(): number {
  const serverNow = useServerNow().getTime();
  return useSyncExternalStore(subscribe, current, () => serverNow);
}
