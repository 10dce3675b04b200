'use client';

import { useMemo, useSyncExternalStore } from 'react';
import { type HistoryEntry, HistoryStore } from './history-store';

const nothing: readonly HistoryEntry[] = [];

/** What was run at a gateway in this browser, newest first; nothing on the server. */
export function useHistory(gatewayId: string): { entries: readonly HistoryEntry[]; store: HistoryStore } {
  const store = useMemo(() => new HistoryStore(gatewayId), [gatewayId]);
  const entries = useSyncExternalStore(store.subscribe, store.get, () => nothing);
  return { entries, store };
}
