import 'server-only';

/** The end of this turn of the event loop: lets other requests run between two parts of long work. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
