import 'server-only';
import { RelatedRows } from '@/lib/deepflow/related-rows';
import type { TraceRow } from '@/lib/deepflow/trace-from-rows';
import type { GatewayConfig } from '@/lib/server/config';
import type { Seconds } from './call-statements';
import { query } from './querier';
import { type Statement, textBatches } from './sql';
import { toTraceRow } from './trace-row';
import { type RowLinks, rowsOfLinks, rowsOfTraces } from './trace-statements';

/** How far one looks from the first row: each round finds what is one step further away. */
const mostRounds = 8;
/** Values of one kind in a statement, and what texts take of it. */
const mostValues = 1000;
const mostTextBytes = 40_000;
/** Statements that one round may take: what 20,000 rows have in common with others. */
const mostBatches = 20;

export type FoundRows = {
  rows: TraceRow[];
  /** A limit was reached: there may be more. */
  isCut: boolean;
};

export type RowSearch = {
  range: Seconds;
  mostRows: number;
  /** Epoch ms after which no further round begins. */
  endsMs: number;
};

/**
 * Rows of one trace without the tracing service: those of its trace ids, and those that share a sequence number, a
 * system call or an X-Request-ID with a row that is there and fit it. Bounded in rounds, values, rows and time.
 */
export async function findRows(
  gateway: GatewayConfig,
  seeds: readonly TraceRow[],
  { range, mostRows, endsMs }: RowSearch,
  signal: AbortSignal | undefined,
): Promise<FoundRows> {
  const related = new RelatedRows();
  const links = new UnseenLinks();
  let fresh = related.add(seeds);
  let isCut = false;
  const read = async (statements: readonly Statement[], limit: number) => {
    const found: TraceRow[] = [];
    for (const statement of statements) {
      const rows = await query(gateway, statement, { signal });
      isCut ||= rows.length >= limit;
      found.push(...rows.map(toTraceRow));
    }
    return found;
  };
  for (let round = 0; round < mostRounds && fresh.length > 0; round += 1) {
    const left = mostRows - related.rows.length;
    if (left <= 0 || Date.now() >= endsMs) return { rows: related.rows, isCut: true };
    const { traceIds, batches } = links.of(related.traceIds, fresh);
    isCut ||= batches.length > mostBatches;
    // Rows that are known come again: of a new trace id those of the last round, of a link any.
    const most = left + fresh.length;
    const [ofTraces, linked] = await Promise.all([
      read(
        traceIds.map((ids) => rowsOfTraces(ids, range, most)),
        most,
      ),
      read(
        batches.slice(0, mostBatches).map((batch) => rowsOfLinks(batch, range, mostRows)),
        mostRows,
      ),
    ]);
    fresh = [...related.addOfTraces(ofTraces, traceIds.flat()), ...related.addRelated(linked)];
  }
  return { rows: related.rows, isCut };
}

/** Hands out each value once, in lists as long as a statement takes. */
class UnseenLinks {
  readonly #seen = new Set<string>();

  of(traceIds: readonly string[], rows: readonly TraceRow[]): { traceIds: string[][]; batches: RowLinks[] } {
    const tcpSeqs = this.#unseen('request', rows, ({ tcpSeq }) => [tcpSeq]);
    const tcpSeqAnswers = this.#unseen('answer', rows, ({ tcpSeqAnswer }) => [tcpSeqAnswer]);
    const syscalls = this.#unseen('syscall', rows, ({ syscall, syscallAnswer }) => [syscall, syscallAnswer]);
    const xRequestIds = textBatchesOf(this.#unseen('x', rows, (row) => row.xRequestIds));
    const numbers = Math.max(tcpSeqs.length, tcpSeqAnswers.length, syscalls.length);
    const count = Math.max(Math.ceil(numbers / mostValues), xRequestIds.length);
    const batches = Array.from({ length: count }, (_, at): RowLinks => {
      const part = <T>(values: readonly T[]) => values.slice(at * mostValues, (at + 1) * mostValues);
      return {
        tcpSeqs: part(tcpSeqs),
        tcpSeqAnswers: part(tcpSeqAnswers),
        syscalls: part(syscalls),
        xRequestIds: xRequestIds[at] ?? [],
      };
    });
    return { traceIds: textBatchesOf(this.#unseen('trace', traceIds, (traceId) => [traceId])), batches };
  }

  #unseen<Item, T extends string | number>(
    kind: string,
    items: readonly Item[],
    valuesOf: (item: Item) => readonly T[],
  ): T[] {
    const fresh = new Set<T>();
    for (const value of items.flatMap(valuesOf)) {
      const key = `${kind} ${value}`;
      if (value === 0 || value === '0' || value === '' || this.#seen.has(key)) continue;
      fresh.add(value);
      this.#seen.add(key);
    }
    return [...fresh];
  }
}

function textBatchesOf(texts: readonly string[]): string[][] {
  return [...textBatches(texts, mostTextBytes)];
}
