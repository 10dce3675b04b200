'use client';

import { usePathname, useSearchParams } from 'next/navigation';
import { useEffect, useRef } from 'react';
import { clockStore } from './clock';

/** Data older than this are read again when another page is opened. */
const freshMs = 15_000;

/** Moves the clock at each interval while the page is in sight; 0: never. */
export function useAutoRefresh(intervalMs: number): void {
  useEffect(() => {
    if (intervalMs === 0) return;
    const refreshIfSeen = () => {
      if (document.visibilityState === 'visible' && Date.now() - clockStore.get().tickMs >= intervalMs - 500) {
        clockStore.tick();
      }
    };
    const timer = setInterval(refreshIfSeen, intervalMs);
    document.addEventListener('visibilitychange', refreshIfSeen);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', refreshIfSeen);
    };
  }, [intervalMs]);
}

/**
 * Opening another page shows present data; going back shows what one left, with its rows and place in the list.
 */
export function useRefreshOnNavigation(): void {
  const pathname = usePathname();
  const search = useSearchParams().toString();
  const shown = useRef({ pathname, search });
  const wentBack = useRef(false);

  useEffect(() => {
    const handlePop = () => {
      wentBack.current = true;
    };
    window.addEventListener('popstate', handlePop);
    return () => window.removeEventListener('popstate', handlePop);
  }, []);

  useEffect(() => {
    const before = shown.current;
    if (before.pathname === pathname && before.search === search) return;
    shown.current = { pathname, search };
    const { tickMs, isPaused } = clockStore.get();
    const isOld = Date.now() - tickMs > freshMs;
    if (before.pathname !== pathname && !wentBack.current && isOld && !isPaused) clockStore.tick();
    wentBack.current = false;
  }, [pathname, search]);
}
