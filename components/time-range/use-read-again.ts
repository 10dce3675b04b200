'use client';

import { useEffect } from 'react';
import { clockStore } from './clock';

/**
 * What is of no range, such as a configuration, is read again whenever what is of one is. A reading that is under way is
 * waited for: one that takes longer than the interval would never arrive.
 */
export function useReadAgain(read: (options: { cancelRefetch: false }) => unknown): void {
  useEffect(() => {
    let { tickMs } = clockStore.get();
    return clockStore.subscribe(() => {
      const before = tickMs;
      tickMs = clockStore.get().tickMs;
      if (tickMs !== before) void read({ cancelRefetch: false });
    });
  }, [read]);
}
