import type { LinkRow } from '@/sandbox/deepflow/tracing/source';

const columns = ['syscall_trace_id_request', 'syscall_trace_id_response'] as const;

type Kind = 'signed' | 'unsigned' | 'floating';

function kindOf(ids: readonly string[]): Kind {
  return ids.some((id) => BigInt(id) >= 1n << 63n) ? 'unsigned' : 'signed';
}

/**
 * System call ids as deepflow-app remembers them, in columns of a pandas frame: one query's answer has whole numbers,
 * unsigned ones where an id is above 2^63 (hosts of more than 128 CPUs). Answers of both kinds put together make a column
 * of floating point numbers, in which ids above 2^53 lose their last digits and no longer equal those found later.
 */
export class RememberedIds {
  readonly #kinds = new Map<(typeof columns)[number], Kind>();

  /** @param answer all rows of one query, of which at least one was taken. */
  add(answer: readonly LinkRow[]): void {
    for (const column of columns) {
      const kind = kindOf(answer.map((row) => row[column]));
      const known = this.#kinds.get(column) ?? kind;
      this.#kinds.set(column, known === kind ? kind : 'floating');
    }
  }

  of(row: LinkRow): LinkRow {
    const id = (column: (typeof columns)[number]) =>
      this.#kinds.get(column) === 'floating' ? BigInt(Number(row[column])).toString() : row[column];
    return { ...row, syscall_trace_id_request: id(columns[0]), syscall_trace_id_response: id(columns[1]) };
  }
}
