/** Where the pointer is over the flame graph: told to its drawings at once, without a render. */
export class HoveredFrame {
  /** The frame it is over; -1: none. */
  index = -1;
  clientX = 0;
  clientY = 0;
  #listeners = new Set<() => void>();

  set(index: number, { clientX, clientY }: { clientX: number; clientY: number }): void {
    this.index = index;
    this.clientX = clientX;
    this.clientY = clientY;
    for (const listener of this.#listeners) listener();
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
}
