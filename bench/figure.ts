/** One measured number beside what it may be. `budget` null: shown for orientation. */
export type Figure = { name: string; value: number; unit: string; budget: number | null };

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** A line a figure: name, value, and its budget where it has one. */
export function printFigures(figures: readonly Figure[]): void {
  for (const { name, value, unit, budget } of figures) {
    const verdict = budget === null ? '' : `budget ${budget.toFixed(1)} ${unit}${value > budget ? '  OVER' : ''}`;
    console.log(`${name.padEnd(64)} ${`${value.toFixed(1)} ${unit}`.padStart(12)}   ${verdict}`);
  }
}
