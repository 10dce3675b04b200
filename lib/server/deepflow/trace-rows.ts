import 'server-only';
import { RelatedRows } from '@/lib/deepflow/related-rows';
import type { TraceRow } from '@/lib/deepflow/trace-from-rows';
import type { GatewayConfig } from '@/lib/server/config';
import type { Seconds } from './call-statements';
import { query } from './querier';
import { toTraceRow } from './trace-row';
import { type RowLinks, rowsOfLinks, rowsOfTraces } from './trace-statements';

/** How far one looks from the first row: each round finds what is one step further away. */
const mostRounds = 8;
/** Values of one kind in a statement, and their characters: ClickHouse refuses statements beyond 256 KiB. */
const mostValues = 1000;
const mostCharacters = 40_000;

export type FoundRows = {
  rows: TraceRow[];
  /** A limit was reached: there may be more. */
  isCut: boolean;
};

/**
 * Rows of one trace without the tracing service: those of its trace ids, and those that share a sequence number, a
 * system call or an X-Request-ID with a row that is there and fit it. Bounded in rounds, values and rows.
 */
export async function findRows(
  gateway: GatewayConfig,
  seeds: readonly TraceRow[],
  range: Seconds,
  mostRows: number,
  signal: AbortSignal | undefined,
): Promise<FoundRows> {
  const related = new RelatedRows();
  const seen = new SeenLinks();
  let fresh = related.add(seeds);
  let isCut = false;
  const read = async (statement: Parameters<typeof query>[1], limit: number) => {
    const rows = (await query(gateway, statement, { signal })).map(toTraceRow);
    isCut ||= rows.length >= limit;
    return rows;
  };
  for (let round = 0; round < mostRounds && fresh.length > 0; round += 1) {
    const left = mostRows - related.rows.length;
    if (left <= 0) return { rows: related.rows, isCut: true };
    const traceIds = seen.traceIds(related.traceIds);
    const links = seen.links(fresh);
    isCut ||= seen.isCut;
    const [ofTraces, linked] = await Promise.all([
      traceIds.length === 0 ? [] : read(rowsOfTraces(traceIds, range, left), left),
      links === null ? [] : read(rowsOfLinks(links, range, left), left),
    ]);
    fresh = [...related.add(ofTraces), ...related.addRelated(linked)];
  }
  return { rows: related.rows, isCut };
}

/** Hands out each value once. */
class SeenLinks {
  readonly #seen = new Set<string>();
  isCut = false;

  traceIds(ids: readonly string[]): string[] {
    return this.#unseen('trace', ids);
  }

  /** Null when there is nothing new to ask for. */
  links(rows: readonly TraceRow[]): RowLinks | null {
    const links: RowLinks = {
      tcpSeqs: this.#unseen(
        'request',
        rows.map(({ tcpSeq }) => tcpSeq),
      ),
      tcpSeqAnswers: this.#unseen(
        'answer',
        rows.map(({ tcpSeqAnswer }) => tcpSeqAnswer),
      ),
      syscalls: this.#unseen(
        'syscall',
        rows.flatMap(({ syscall, syscallAnswer }) => [syscall, syscallAnswer]),
      ),
      xRequestIds: this.#unseen(
        'x',
        rows.flatMap(({ xRequestIds }) => xRequestIds),
      ),
    };
    return Object.values(links).some((values) => values.length > 0) ? links : null;
  }

  #unseen<T extends string | number>(kind: string, values: readonly T[]): T[] {
    const fresh = new Set<T>();
    let characters = 0;
    for (const value of values) {
      if (value === 0 || value === '0' || value === '' || this.#seen.has(`${kind} ${value}`)) continue;
      characters += String(value).length;
      if (fresh.size >= mostValues || characters > mostCharacters) {
        this.isCut = true;
        break;
      }
      fresh.add(value);
      this.#seen.add(`${kind} ${value}`);
    }
    return [...fresh];
  }
}
