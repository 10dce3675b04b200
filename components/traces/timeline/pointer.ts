/** Where the pointer is in the timeline: told to all its drawings at once, without a render. */
export class Pointer {
  /** The span it is over; -1: none. */
  index = -1;
  /** µs since the trace began; null: it is elsewhere. */
  moment: number | null = null;
  clientX = 0;
  clientY = 0;
  #listeners = new Set<() => void>();

  set(index: number, moment: number | null, event: { clientX: number; clientY: number }): void {
    this.index = index;
    this.moment = moment;
    this.clientX = event.clientX;
    this.clientY = event.clientY;
    for (const listener of this.#listeners) listener();
  }

  clear(): void {
    if (this.index >= 0 || this.moment !== null) this.set(-1, null, this);
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
}
