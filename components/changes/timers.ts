import { createContext } from 'react';

/** When a plugin of a route is restored, and the change that did it; by `timerKey`. */
export type Timers = ReadonlyMap<string, { at: number; changeId: string }>;

export const TimersContext = createContext<Timers>(new Map());

export function timerKey(routeId: string, plugin: string): string {
  return `${plugin} ${routeId}`;
}
