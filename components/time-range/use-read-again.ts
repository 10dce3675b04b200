'use client';

import { useEffect } from 'react';
import { clockStore } from './clock';

/** What is of no range, such as a configuration, is read again whenever what is of one is. */
export function useReadAgain(read: () => unknown): void {
  useEffect(() => clockStore.subscribe(() => void read()), [read]);
}
