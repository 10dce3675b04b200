/** A place where an answer differs from the recorded one. */
export type Difference = { at: string; why: string };

const timeKeys = new Set(['create_time', 'update_time']);
const indexKeys = new Set(['createdIndex', 'modifiedIndex', 'orig_modifiedIndex', 'resource_version']);
/** Lua lists these in hash order: the nodes of an upstream, the values of enums that are made from a table. */
const unordered = new Set(['nodes', 'enum']);
const generatedId = /\d{20}/g;

/** Pairs of a recorded value and ours, which must stand in the same order. */
class Order {
  readonly #pairs = new Map<number, number>();

  constructor(private readonly strict: boolean) {}

  /** Why the pair does not fit the ones before; null: it does. */
  add(recorded: number, ours: number): string | null {
    const before = this.#pairs.get(recorded);
    if (this.strict && before !== undefined && before !== ours) return `was ${before} before, is ${ours}`;
    for (const [otherRecorded, otherOurs] of this.#pairs) {
      const wanted = Math.sign(recorded - otherRecorded);
      const found = Math.sign(ours - otherOurs);
      if (this.strict ? wanted !== found : wanted * found < 0) {
        return `${ours} is out of order: recorded ${recorded} stands otherwise to ${otherRecorded} than to ${otherOurs}`;
      }
    }
    this.#pairs.set(recorded, ours);
    return null;
  }
}

/**
 * Compares answers over a whole replay. What varies by nature is compared by shape and order: times, etcd's
 * revisions, ids that are made of them, and which of several concurrent writes came last.
 */
export class Comparison {
  readonly #times = new Order(false);
  readonly #indexes = new Order(true);
  readonly #ids = new Order(true);
  /** Times that requests set themselves: they are compared as they are. */
  readonly #fixedTimes = new Set<number>();
  readonly #concurrent = new Set<string>();

  /** Notes what a request sets on purpose. */
  noteRequest(body: unknown): void {
    if (typeof body !== 'object' || body === null) return;
    for (const [key, value] of Object.entries(body)) {
      if (timeKeys.has(key) && typeof value === 'number') this.#fixedTimes.add(value);
      this.noteRequest(value);
    }
  }

  /** Values of which one wins by chance. */
  noteConcurrent(values: readonly string[]): void {
    for (const value of values) this.#concurrent.add(value);
  }

  differences(recorded: unknown, ours: unknown, at = 'body', key = ''): Difference[] {
    if (typeof recorded === 'number' && typeof ours === 'number') return this.#numbers(recorded, ours, at, key);
    if (typeof recorded === 'string' && typeof ours === 'string') return this.#strings(recorded, ours, at);
    if (Array.isArray(recorded) && Array.isArray(ours)) return this.#arrays(recorded, ours, at, key);
    if (isPlain(recorded) && isPlain(ours)) return this.#objects(recorded, ours, at);
    return recorded === ours ? [] : [{ at, why: `recorded ${show(recorded)}, got ${show(ours)}` }];
  }

  #numbers(recorded: number, ours: number, at: string, key: string): Difference[] {
    if (recorded === ours && !indexKeys.has(key)) return [];
    const fixed = this.#fixedTimes.has(recorded) || this.#fixedTimes.has(ours);
    const order = indexKeys.has(key) ? this.#indexes : timeKeys.has(key) && !fixed ? this.#times : null;
    const why = order === null ? `recorded ${recorded}, got ${ours}` : order.add(recorded, ours);
    return why === null ? [] : [{ at, why }];
  }

  #strings(recorded: string, ours: string, at: string): Difference[] {
    if (recorded === ours || (this.#concurrent.has(recorded) && this.#concurrent.has(ours))) return [];
    const cut = /^<(\d+) characters of (.), cut in this recording>$/.exec(recorded);
    if (cut?.[2]?.repeat(Number(cut[1])) === ours) return [];
    if (recorded === '<pem, cut in this recording>' && ours.startsWith('-----BEGIN')) return [];
    if (recorded.startsWith('<encrypted') && /^[\w+/]{64,}={0,2}$/.test(ours)) return [];
    const recordedIds = recorded.match(generatedId) ?? [];
    const ourIds = ours.match(generatedId) ?? [];
    if (recordedIds.length > 0 && recorded.replace(generatedId, '#') === ours.replace(generatedId, '#')) {
      const faults = recordedIds.map((id, index) => this.#ids.add(Number(id), Number(ourIds[index])));
      return faults.flatMap((why) => (why === null ? [] : [{ at, why }]));
    }
    return [{ at, why: `recorded ${show(recorded)}, got ${show(ours)}` }];
  }

  #arrays(recorded: unknown[], ours: unknown[], at: string, key: string): Difference[] {
    if (recorded.length !== ours.length) {
      return [{ at, why: `recorded ${recorded.length} items, got ${ours.length}: ${show(recorded)} / ${show(ours)}` }];
    }
    const [left, right] = unordered.has(key) ? [sorted(recorded), sorted(ours)] : [recorded, ours];
    return left.flatMap((item, index) => this.differences(item, right[index], `${at}[${index}]`));
  }

  #objects(recorded: Record<string, unknown>, ours: Record<string, unknown>, at: string): Difference[] {
    const keys = [...new Set([...Object.keys(recorded), ...Object.keys(ours)])];
    return keys.flatMap((key) => {
      const place = `${at}.${key}`;
      if (!Object.hasOwn(ours, key)) return [{ at: place, why: `recorded ${show(recorded[key])}, got nothing` }];
      if (!Object.hasOwn(recorded, key)) return [{ at: place, why: `got ${show(ours[key])}, recorded nothing` }];
      return this.differences(recorded[key], ours[key], place, key);
    });
  }
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function stable(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(stable).join()}]`;
  if (!isPlain(value)) return JSON.stringify(value);
  const keys = Object.keys(value).sort();
  return `{${keys.map((key) => `${key}:${stable(value[key])}`).join()}}`;
}

function sorted(values: readonly unknown[]): unknown[] {
  return values.toSorted((a, b) => (stable(a) < stable(b) ? -1 : 1));
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
