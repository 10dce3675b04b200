import type { Pattern } from './pattern';

export type TreeEntry<T> = { pattern: Pattern; priority: number; value: T };

const utf8 = new TextEncoder();

/**
 * Patterns in the order in which lua-resty-radixtree tries them for a text: the exact ones, then prefixes from the
 * longest to the shortest. Below the same literal part the higher priority comes first, then the longer pattern,
 * then the one inserted first.
 */
export class PatternTree<T> {
  #exact: Map<string, TreeEntry<T>[]> | null = null;
  #prefixes: Map<string, TreeEntry<T>[]> | null = null;
  /** Lengths of the prefixes, longest first. */
  #lengths: number[] = [];

  insert(pattern: Pattern, priority: number, value: T): void {
    const entry = { pattern, priority, value };
    if (pattern.exact) {
      this.#exact ??= new Map();
      add(this.#exact, pattern.key, entry);
    } else {
      this.#prefixes ??= new Map();
      add(this.#prefixes, pattern.key, entry);
    }
  }

  /** Call once after the last insert. */
  sort(): void {
    for (const entries of this.#exact?.values() ?? []) sortEntries(entries);
    for (const entries of this.#prefixes?.values() ?? []) sortEntries(entries);
    const lengths = new Set<number>();
    for (const key of this.#prefixes?.keys() ?? []) lengths.add(key.length);
    this.#lengths = [...lengths].sort((a, b) => b - a);
  }

  /** Visits what matches `text`, best first, until `visit` returns true. Returns whether it did. */
  search(text: string, visit: (value: T, pattern: Pattern) => boolean): boolean {
    for (const { value, pattern } of this.#exact?.get(text) ?? []) if (visit(value, pattern)) return true;
    if (this.#prefixes === null) return false;
    for (const length of this.#lengths) {
      if (length > text.length) continue;
      const entries = this.#prefixes.get(text.slice(0, length));
      if (entries === undefined) continue;
      for (const { pattern, value } of entries) {
        if (pattern.accepts?.(text) === false) continue;
        if (visit(value, pattern)) return true;
      }
    }
    return false;
  }

  /** Every entry, in an order that is right for any text that both of two entries match. */
  *all(): Generator<TreeEntry<T>> {
    for (const entries of this.#exact?.values() ?? []) yield* entries;
    const keys = [...(this.#prefixes?.keys() ?? [])].sort((a, b) => b.length - a.length);
    for (const key of keys) yield* this.#prefixes?.get(key) ?? [];
  }

  get isEmpty(): boolean {
    return this.#exact === null && this.#prefixes === null;
  }
}

function add<T>(map: Map<string, T[]>, key: string, entry: T): void {
  const entries = map.get(key);
  if (entries === undefined) map.set(key, [entry]);
  else entries.push(entry);
}

function sortEntries<T>(entries: TreeEntry<T>[]): void {
  if (entries.length < 2) return;
  entries.sort((a, b) =>
    a.priority === b.priority
      ? utf8.encode(b.pattern.source).length - utf8.encode(a.pattern.source).length
      : b.priority - a.priority,
  );
}
