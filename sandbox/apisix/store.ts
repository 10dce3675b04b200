import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { JsonObject } from './lua/json';

/** Every kind of object that the Admin API keeps, in the order of its key prefixes. */
export const kinds = [
  'routes',
  'services',
  'upstreams',
  'consumers',
  'credentials',
  'consumer_groups',
  'plugin_configs',
  'global_rules',
  'plugin_metadata',
  'ssls',
  'protos',
  'secrets',
  'stream_routes',
] as const;
export type Kind = (typeof kinds)[number];

export type Entry = {
  kind: Kind;
  /** Of a credential `<consumer>/<credential>`, of a secret `<manager>/<id>`. */
  id: string;
  /** The object as it was written: never changed in place, a write replaces it. */
  value: JsonObject;
  createdIndex: number;
  modifiedIndex: number;
};

export type Change = { type: 'put'; entry: Entry } | { type: 'delete'; entry: Entry };

/** What every read and write throws while the store is switched off, as APISIX words it. */
export class StoreDownError extends Error {
  constructor() {
    super('has no healthy etcd endpoint available');
    this.name = 'StoreDownError';
  }
}

/** The object changed between the read and the compare-and-swap. */
export class ValueChangedError extends Error {
  constructor() {
    super('value changed before overwritten');
    this.name = 'ValueChangedError';
  }
}

type Slot = Entry & { expiresAt: number | null };
type Saved = { revision: number; entries: Slot[] };

export type StoreOptions = {
  /** Written after every change and read on start; none: memory alone. */
  file?: string | undefined;
  /** Epoch milliseconds. */
  now?: (() => number) | undefined;
};

/** A fresh APISIX has written its 14 directory markers before the first object. */
const revisionOfFreshStore = 14;
const saveDelayMs = 50;

/** Key of an entry below etcd's `/apisix`. */
export function keyOf(kind: Kind, id: string): string {
  if (kind !== 'credentials') return `/apisix/${kind}/${id}`;
  const slash = id.indexOf('/');
  return `/apisix/consumers/${id.slice(0, slash)}/credentials/${id.slice(slash + 1)}`;
}

/**
 * The sandbox's etcd: every object with etcd's revisions, which count all writes of all kinds.
 * `read`, `range` and the writes fail while `down`; `get` and `list` answer from memory,
 * as a gateway goes on with what it has loaded.
 */
export class Store {
  /** While true, reads and writes throw StoreDownError: etcd is unreachable. */
  down = false;
  readonly #slots = new Map<Kind, Map<string, Slot>>(kinds.map((kind) => [kind, new Map()]));
  readonly #expiring = new Set<Slot>();
  readonly #listeners = new Set<(change: Change) => void>();
  readonly #file: string | undefined;
  readonly #now: () => number;
  #revision = revisionOfFreshStore;
  #saving: NodeJS.Timeout | undefined;

  constructor({ file, now = Date.now }: StoreOptions = {}) {
    this.#file = file;
    this.#now = now;
    if (file !== undefined) this.#load(file);
  }

  /** Whole seconds, as `create_time` and `update_time` are. */
  seconds(): number {
    return Math.floor(this.#now() / 1000);
  }

  onChange(listener: (change: Change) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  get(kind: Kind, id: string): Entry | undefined {
    this.#expire();
    return this.#of(kind).get(id);
  }

  /** In `createdIndex` order. */
  list(kind: Kind): Entry[] {
    this.#expire();
    return [...this.#of(kind).values()];
  }

  /** As `get`, but fails while the store is down. */
  read(kind: Kind, id: string): Entry | undefined {
    this.#assertUp();
    return this.get(kind, id);
  }

  /** In key order, as etcd's ranges are; fails while the store is down. */
  range(kind: Kind, idPrefix = ''): Entry[] {
    this.#assertUp();
    return this.list(kind)
      .filter((entry) => entry.id.startsWith(idPrefix))
      .sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  /** Creates or replaces. `created`: there was none before. */
  put(kind: Kind, id: string, value: JsonObject, ttlSeconds?: number): { entry: Entry; created: boolean } {
    this.#assertUp();
    this.#expire();
    const previous = this.#of(kind).get(id);
    this.#revision += 1;
    const slot: Slot = {
      kind,
      id,
      value,
      createdIndex: previous?.createdIndex ?? this.#revision,
      modifiedIndex: this.#revision,
      expiresAt: ttlSeconds === undefined ? null : this.#now() + ttlSeconds * 1000,
    };
    if (previous !== undefined) this.#expiring.delete(previous);
    if (slot.expiresAt !== null) this.#expiring.add(slot);
    this.#of(kind).set(id, slot);
    this.#changed({ type: 'put', entry: slot });
    return { entry: slot, created: previous === undefined };
  }

  /** Compare-and-swap: replaces only what still has the revision that was read. Throws ValueChangedError. */
  swap(seen: Entry, value: JsonObject, ttlSeconds?: number): Entry {
    if (this.read(seen.kind, seen.id)?.modifiedIndex !== seen.modifiedIndex) throw new ValueChangedError();
    return this.put(seen.kind, seen.id, value, ttlSeconds).entry;
  }

  /** True when there was something to delete. */
  remove(kind: Kind, id: string): boolean {
    this.#assertUp();
    this.#expire();
    const slot = this.#of(kind).get(id);
    if (slot !== undefined) this.#drop(slot);
    return slot !== undefined;
  }

  /** One write that leaves no object behind: how the Admin API makes an id, and `/plugins` after a reload. */
  nextRevision(): number {
    this.#assertUp();
    this.#revision += 1;
    return this.#revision;
  }

  /** Writes what is not yet in the file; nothing to do without one. */
  flush(): void {
    if (this.#saving === undefined || this.#file === undefined) return;
    clearTimeout(this.#saving);
    this.#saving = undefined;
    const entries = [...this.#slots.values()].flatMap((slots) => [...slots.values()]);
    const partial = `${this.#file}.partial`;
    writeFileSync(partial, JSON.stringify({ revision: this.#revision, entries } satisfies Saved), { mode: 0o600 });
    renameSync(partial, this.#file);
  }

  #of(kind: Kind): Map<string, Slot> {
    const slots = this.#slots.get(kind);
    if (slots === undefined) throw new Error(`unknown kind of object: ${kind}`);
    return slots;
  }

  #assertUp(): void {
    if (this.down) throw new StoreDownError();
  }

  #drop(slot: Slot): void {
    this.#of(slot.kind).delete(slot.id);
    this.#expiring.delete(slot);
    this.#revision += 1;
    this.#changed({ type: 'delete', entry: slot });
  }

  #expire(): void {
    const now = this.#now();
    for (const slot of this.#expiring) if (slot.expiresAt !== null && slot.expiresAt <= now) this.#drop(slot);
  }

  /** Saves soon rather than at once, so that a bulk of writes is one write of the file. */
  #changed(change: Change): void {
    if (this.#file !== undefined) this.#saving ??= setTimeout(() => this.flush(), saveDelayMs);
    for (const listener of this.#listeners) listener(change);
  }

  #load(file: string): void {
    let text: string;
    try {
      text = readFileSync(file, 'utf8');
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return;
      throw error;
    }
    const saved = JSON.parse(text) as Saved;
    this.#revision = saved.revision;
    for (const slot of saved.entries) {
      this.#of(slot.kind).set(slot.id, slot);
      if (slot.expiresAt !== null) this.#expiring.add(slot);
    }
  }
}
