export type HistoryEntry = { query: string; kind: 'range' | 'instant'; atMs: number };

/** So many expressions are kept, newest first, in this browser alone. */
export const mostEntries = 50;

type Storage = Pick<globalThis.Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** The expressions that were run at one gateway. Storage that is full, closed or spoilt is an empty history. */
export class HistoryStore {
  readonly #key: string;
  readonly #storage: () => Storage;
  readonly #listeners = new Set<() => void>();
  #entries: readonly HistoryEntry[] | null = null;

  constructor(gatewayId: string, storage: () => Storage = () => window.localStorage) {
    this.#key = `routelens.promql.${gatewayId}`;
    this.#storage = storage;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    // Another tab wrote.
    const handleStorage = (event: StorageEvent) => {
      if (event.key === this.#key || event.key === null) this.#change(null);
    };
    window.addEventListener('storage', handleStorage);
    return () => {
      this.#listeners.delete(listener);
      window.removeEventListener('storage', handleStorage);
    };
  };

  readonly get = (): readonly HistoryEntry[] => {
    this.#entries ??= this.#read();
    return this.#entries;
  };

  /** An expression that is there already comes to the front. */
  add(entry: HistoryEntry): void {
    this.#write([entry, ...this.#others(entry)].slice(0, mostEntries));
  }

  remove(entry: HistoryEntry): void {
    this.#write(this.#others(entry));
  }

  clear(): void {
    this.#write([]);
  }

  #others({ query, kind }: HistoryEntry): HistoryEntry[] {
    return this.get().filter((other) => other.query !== query || other.kind !== kind);
  }

  #read(): readonly HistoryEntry[] {
    try {
      const stored: unknown = JSON.parse(this.#storage().getItem(this.#key) ?? '[]');
      return Array.isArray(stored) ? stored.filter(isEntry).slice(0, mostEntries) : [];
    } catch {
      return [];
    }
  }

  #write(entries: readonly HistoryEntry[]): void {
    try {
      if (entries.length === 0) this.#storage().removeItem(this.#key);
      else this.#storage().setItem(this.#key, JSON.stringify(entries));
    } catch {
      // Kept for this page alone.
    }
    this.#change(entries);
  }

  #change(entries: readonly HistoryEntry[] | null): void {
    this.#entries = entries;
    for (const listener of this.#listeners) listener();
  }
}

function isEntry(value: unknown): value is HistoryEntry {
  if (typeof value !== 'object' || value === null) return false;
  const { query, kind, atMs } = value as Partial<HistoryEntry>;
  return typeof query === 'string' && (kind === 'range' || kind === 'instant') && typeof atMs === 'number';
}
