/** Which of the ingesters numbered the row: ten bits of an `_id`. The sandbox has one. */
const analyzerId = 1n;
const counterMask = 0x3f_ffff;
const maxConnections = 50_000;
/** A connection has one flow at each point where it is seen. */
const maxFlows = 4 * maxConnections;

/**
 * What rows need to remember of each other: the counter inside `_id`, how many system calls each socket has seen, and
 * which flows were reported.
 * The counter starts anywhere so that a restart within one second does not repeat ids.
 */
export class RowNumbers {
  #counter: number;
  readonly #requests = new Map<string, number>();
  readonly #flows = new Set<string>();

  constructor(first = Math.floor(Math.random() * counterMask)) {
    this.#counter = first;
  }

  /** `end second << 32 | analyzer << 22 | counter`, as decimal digits. */
  id(endUs: number): string {
    this.#counter = (this.#counter + 1) & counterMask;
    const second = BigInt(Math.floor(endUs / 1_000_000));
    return ((second << 32n) | (analyzerId << 22n) | BigInt(this.#counter)).toString();
  }

  /** Sequence number of the system call that reads the connection's next request; its answer has the one after. */
  nextCapSeq(connectionId: string): number {
    const seen = this.#requests.get(connectionId) ?? 0;
    this.#requests.delete(connectionId);
    this.#requests.set(connectionId, seen + 1);
    if (this.#requests.size > maxConnections) {
      const [oldest] = this.#requests.keys();
      if (oldest !== undefined) this.#requests.delete(oldest);
    }
    return seen * 2 + 1;
  }

  /** Whether a flow was not reported before: only then did its connection begin. */
  isNewFlow(flowId: string): boolean {
    const isNew = !this.#flows.delete(flowId);
    this.#flows.add(flowId);
    if (this.#flows.size > maxFlows) {
      const [oldest] = this.#flows;
      if (oldest !== undefined) this.#flows.delete(oldest);
    }
    return isNew;
  }
}

/** The one numbering of the process that takes rows in: packet, eBPF and OTel rows share it, as they share a table. */
export const rowNumbers = new RowNumbers();
