import type { With } from '@/sandbox/deepflow/sql/plan';

/**
 * A piece of ClickHouse SQL that computes a number. `id` is unique for what it computes and names the column between the
 * two SELECTs of a layered query; `aggregate` is the function behind it, through any arithmetic: PerSecond asks for it.
 */
export type Fragment = {
  sql: string;
  id: string;
  aggregate: string;
  withs: readonly With[];
  /** The id after arithmetic around it has prepared it again `rounds` times; its own where that changes nothing. */
  idAfter?: (rounds: number) => string;
};

export function fragment(sql: string, id: string, aggregate = ''): Fragment {
  return { sql, id: id.replaceAll('`', ''), aggregate, withs: [] };
}

/** Division that is null where the divisor is not positive. */
export function divideOrNull(dividend: string, divisor: string, atMostOne: boolean): string {
  const quotient = `divide(${dividend}, ${divisor})`;
  return `if(${divisor}>0, ${atMostOne ? clampToOne(quotient) : quotient}, null)`;
}

/** A share between 0 and 1; null for what is negative or not a number. */
export function clampToOne(share: string): string {
  return `if(${share}>=0, least(${share}, 1), null)`;
}
