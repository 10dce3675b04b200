import 'server-only';

/**
 * How many of `total` items are done when the step ends that comes after `done`. A percentage is rounded up, so that
 * the first step is at least one item; the last step is all.
 */
export function nextStepEnd(percentages: readonly number[], done: number, total: number): number {
  const ends = percentages.map((percent) => Math.min(total, Math.max(1, Math.ceil((total * percent) / 100))));
  return Math.min(...ends.filter((end) => end > done), total);
}
