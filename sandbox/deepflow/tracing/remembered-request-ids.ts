import type { LinkRow } from '@/sandbox/deepflow/tracing/source';

/** No row has this request id: it differs from every id there is, and equals itself. */
const notANumber = -1;

/** Whether one query's answer has rows with and rows without an id: pandas then has NaN in place of those missing. */
function isFloating(answer: readonly LinkRow[]): boolean {
  return answer.some((row) => row.request_id === null) && answer.some((row) => row.request_id !== null);
}

/**
 * Request ids as deepflow-app remembers them, in a column of a pandas frame. A row without an id contradicts nothing,
 * except where NaN stands in its place: Python takes that for true, so that it counts as an id that no other row has. A
 * row keeps what it had in its own answer; only the row that the trace starts from takes NaN over from the first answer
 * that it is put together with.
 */
export class RememberedRequestIds {
  #alone: readonly LinkRow[];
  readonly #notNumbers = new Set<string>();

  constructor(seed: readonly LinkRow[]) {
    this.#alone = seed;
  }

  /** @param answer all rows of one query, of which `taken` are kept. */
  add(answer: readonly LinkRow[], taken: readonly LinkRow[]): void {
    if (isFloating(answer)) {
      const joined = taken.some((row) => row.request_id !== null) ? [...taken, ...this.#alone] : taken;
      for (const { _id, request_id } of joined) if (request_id === null) this.#notNumbers.add(_id);
    }
    this.#alone = [];
  }

  /** The id of a row that was taken. */
  of({ _id, request_id }: LinkRow): number | null {
    return this.#notNumbers.has(_id) ? notANumber : request_id;
  }

  /** The id of a row of an answer, before any is taken. */
  static of({ request_id }: LinkRow, answer: readonly LinkRow[]): number | null {
    return request_id === null && isFloating(answer) ? notANumber : request_id;
  }
}
