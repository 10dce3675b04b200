import type { UseQueryResult } from '@tanstack/react-query';
import type { ProblemError } from '@/lib/http/problem';

/** A part of a list that lives on the server. */
export type ListWindow<Row> = { offset: number; rows: readonly Row[] };

/** Where the windows begin that hold the rows between two indexes. */
export function windowOffsets(first: number, last: number, size: number): number[] {
  const from = Math.floor(first / size);
  const to = Math.floor(last / size);
  return Array.from({ length: to - from + 1 }, (_, step) => (from + step) * size);
}

/** The windows that are there, and how the others are: for `combine` of `useQueries`. */
export function combineWindows<Page>(results: readonly UseQueryResult<Page>[]) {
  return {
    pages: results.flatMap(({ data }) => (data ? [data] : [])),
    error: (results.find(({ error }) => error)?.error ?? null) as ProblemError | null,
    isFetching: results.some(({ isFetching }) => isFetching),
    refetch: () => {
      for (const result of results) void result.refetch();
    },
  };
}

/** The row at an index of the whole list; undefined while its window is not there. */
export function rowInWindows<Row>(pages: readonly ListWindow<Row>[], index: number): Row | undefined {
  const page = pages.find(({ offset, rows }) => index >= offset && index < offset + rows.length);
  return page?.rows[index - page.offset];
}
