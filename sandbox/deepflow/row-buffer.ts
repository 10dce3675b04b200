/** So many are worth an insert of their own: what waits longer is only more to do at the end. */
const full = 5_000;

/** Collects rows for a moment, so that a busy agent makes few inserts. */
export class RowBuffer<Row> {
  readonly #store: (rows: readonly Row[]) => Promise<void>;
  readonly #delayMs: number;
  #waiting: Row[] = [];
  #timer: NodeJS.Timeout | null = null;
  #flushing: Promise<void> = Promise.resolve();

  constructor(store: (rows: readonly Row[]) => Promise<void>, delayMs = 200) {
    this.#store = store;
    this.#delayMs = delayMs;
  }

  add(rows: readonly Row[]): void {
    this.#waiting = this.#waiting.concat(rows);
    const store = () => {
      this.flush().catch((error: unknown) => console.error('rows were lost:', error));
    };
    if (this.#waiting.length >= full) store();
    else this.#timer ??= setTimeout(store, this.#delayMs);
  }

  /** Stores what is waiting; resolves when all rows added before are stored. */
  flush(): Promise<void> {
    if (this.#timer !== null) {
      clearTimeout(this.#timer);
      this.#timer = null;
    }
    // Rows are taken when their turn comes, so that a storage slower than the rows gets fewer and larger inserts.
    this.#flushing = this.#flushing
      .catch(() => undefined)
      .then(() => {
        const rows = this.#waiting;
        this.#waiting = [];
        return rows.length === 0 ? undefined : this.#store(rows);
      });
    return this.#flushing;
  }
}
