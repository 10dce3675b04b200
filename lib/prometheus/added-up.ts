import type { PromSeries } from './dto';

/** Values at each moment, and where one is missing because what the source has there is no number. */
export type Course = Pick<PromSeries, 'values' | 'notNumbers'>;

/**
 * The sum at each of `length` moments. A series without a sample adds nothing; where none has one, or where that of one
 * is no number, there is no sum.
 */
export function addedUp(
  series: readonly Course[],
  length: number,
): { values: (number | null)[]; notNumbers?: number[] } {
  const spoilt = new Set(series.flatMap(({ notNumbers = [] }) => notNumbers));
  const values = Array.from({ length }, (_, at) => {
    const here = spoilt.has(at) ? [] : series.flatMap(({ values }) => values[at] ?? []);
    return here.length === 0 ? null : here.reduce((sum, value) => sum + value, 0);
  });
  return { values, ...(spoilt.size > 0 && { notNumbers: [...spoilt] }) };
}
