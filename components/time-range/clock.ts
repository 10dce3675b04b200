/**
 * The moment that «now» means, for all panels at once: numbers of one screen belong together.
 * It moves by a refresh, by hand or by interval, and never by itself.
 */
export type Clock = {
  /** Epoch ms; 0 on the server and while the page wakes up. */
  tickMs: number;
  isPaused: boolean;
};

const asleep: Clock = { tickMs: 0, isPaused: false };
let clock: Clock = asleep;
const listeners = new Set<() => void>();

function set(next: Clock): void {
  clock = next;
  for (const listener of listeners) listener();
}

export const clockStore = {
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  get(): Clock {
    if (clock.tickMs === 0) clock = { ...clock, tickMs: Date.now() };
    return clock;
  },
  getOnServer(): Clock {
    return asleep;
  },
  tick(): void {
    set({ ...clock, tickMs: Date.now() });
  },
  setPaused(isPaused: boolean): void {
    set({ tickMs: isPaused ? clock.tickMs : Date.now(), isPaused });
  },
};
