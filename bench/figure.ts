/** One measured number beside what it may be. `budget` null: shown for orientation. */
export type Figure = { name: string; value: number; unit: string; budget: number | null };

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
