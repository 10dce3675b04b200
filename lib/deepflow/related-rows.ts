import { groupBy } from './group-by';
import type { TraceRow } from './trace-from-rows';

/** Points of one request may see it so far apart: hosts' clocks differ. */
const clocksApartUs = 1_000_000;
/** By how much a request may stand out of the one in which it was sent. */
const slackUs = 50_000;

/**
 * The rows of one trace, and whether another row belongs to them. Ids that rows share are not enough: sequence
 * numbers and system calls come again, and a client may send one X-Request-ID with every request. So method, time and
 * direction must fit too, and a row of another trace is refused.
 */
export class RelatedRows {
  readonly #rows = new Map<string, TraceRow>();
  readonly #traceIds = new Set<string>();
  readonly #bySeq = new Map<number, TraceRow[]>();
  readonly #bySyscall = new Map<string, TraceRow[]>();
  readonly #byRequestId = new Map<string, TraceRow[]>();

  get rows(): TraceRow[] {
    return [...this.#rows.values()];
  }

  get traceIds(): string[] {
    return [...this.#traceIds];
  }

  /** Takes rows as they are. Returns those that are new. */
  add(rows: readonly TraceRow[]): TraceRow[] {
    const fresh = rows.filter(({ id }) => !this.#rows.has(id));
    for (const row of fresh) {
      this.#rows.set(row.id, row);
      for (const traceId of traceIdsOf(row)) this.#traceIds.add(traceId);
      for (const seq of [row.tcpSeq, row.tcpSeqAnswer]) if (seq !== 0) push(this.#bySeq, seq, row);
      for (const id of new Set([row.syscall, row.syscallAnswer])) if (id !== '0') push(this.#bySyscall, id, row);
      for (const id of row.xRequestIds) push(this.#byRequestId, id, row);
    }
    return fresh;
  }

  /** Takes those of the rows that carry one of the trace ids: they may have been asked for by something wider. */
  addOfTraces(rows: readonly TraceRow[], traceIds: readonly string[]): TraceRow[] {
    const wanted = new Set(traceIds);
    return this.add(rows.filter((row) => traceIdsOf(row).some((id) => wanted.has(id))));
  }

  /** Takes those of the rows that belong to what is there, or to one that does. */
  addRelated(rows: readonly TraceRow[]): TraceRow[] {
    let waiting = rows.filter(({ id }) => !this.#rows.has(id));
    const taken: TraceRow[] = [];
    for (let found = true; found; ) {
      const belongs = groupBy(waiting, (row) => this.#belongs(row));
      const related = belongs.get(true) ?? [];
      found = related.length > 0;
      taken.push(...this.add(related));
      waiting = belongs.get(false) ?? [];
    }
    return taken;
  }

  #belongs(row: TraceRow): boolean {
    const ids = traceIdsOf(row);
    if (ids.length > 0 && this.#traceIds.size > 0 && !ids.some((id) => this.#traceIds.has(id))) return false;
    return (
      [row.tcpSeq, row.tcpSeqAnswer].some(
        (seq) => seq !== 0 && has(this.#bySeq, seq, (other) => isSameLeg(row, other)),
      ) ||
      [row.syscall, row.syscallAnswer].some(
        (id) => id !== '0' && has(this.#bySyscall, id, (other) => isSameThread(row, other)),
      ) ||
      row.xRequestIds.some((id) => has(this.#byRequestId, id, (other) => isWithin(row, other) || isWithin(other, row)))
    );
  }
}

function traceIdsOf({ traceId }: TraceRow): string[] {
  return traceId?.split(', ') ?? [];
}

function push<Key>(map: Map<Key, TraceRow[]>, key: Key, row: TraceRow): void {
  const rows = map.get(key);
  if (rows) rows.push(row);
  else map.set(key, [row]);
}

function has<Key>(map: ReadonlyMap<Key, TraceRow[]>, key: Key, test: (row: TraceRow) => boolean): boolean {
  return map.get(key)?.some(test) ?? false;
}

/** One request at two points: what both know is the same. */
function isSameLeg(a: TraceRow, b: TraceRow): boolean {
  return (
    a.kind !== 'A' &&
    b.kind !== 'A' &&
    isSame(a.tcpSeq, b.tcpSeq, 0) &&
    isSame(a.tcpSeqAnswer, b.tcpSeqAnswer, 0) &&
    isSame(a.method, b.method, '') &&
    Math.abs(a.startUs - b.startUs) <= clocksApartUs
  );
}

function isSame<T>(a: T, b: T, unknown: T): boolean {
  return a === b || a === unknown || b === unknown;
}

/** A request that a thread served and one that it sent meanwhile, or two that it sent one after the other. */
function isSameThread(a: TraceRow, b: TraceRow): boolean {
  if (a.point === 's-p' && b.point === 'c-p') return isWithin(b, a);
  if (a.point === 'c-p' && b.point === 's-p') return isWithin(a, b);
  if (a.point !== 'c-p' || b.point !== 'c-p') return false;
  const [first, second] = a.startUs <= b.startUs ? [a, b] : [b, a];
  return second.syscall !== '0' && [first.syscall, first.syscallAnswer].includes(second.syscall);
}

function isWithin(inner: TraceRow, outer: TraceRow): boolean {
  return inner.startUs >= outer.startUs - slackUs && inner.startUs <= outer.endUs + slackUs;
}
