import { parseAsStringLiteral } from 'nuqs/server';

export const breakdownColumns = ['value', 'rate', 'calls', 'share', 'errors', 'p50', 'p95'] as const;
export type BreakdownColumn = (typeof breakdownColumns)[number];

export type BreakdownSort = BreakdownColumn | `-${BreakdownColumn}`;

const sorts: BreakdownSort[] = [...breakdownColumns, ...breakdownColumns.map((column) => `-${column}` as const)];

/** By which column all tables are sorted, with `-` from the greatest down. */
export const breakdownParams = { values: parseAsStringLiteral(sorts).withDefault('-calls') };
