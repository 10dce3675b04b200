/** Where an arrow key moves the crosshair; null for other keys. */
export function nextPlace(key: string, at: number | null, count: number): number | null {
  if (count === 0) return null;
  if (key === 'Home') return 0;
  if (key === 'End') return count - 1;
  if (key !== 'ArrowLeft' && key !== 'ArrowRight') return null;
  if (at === null) return key === 'ArrowLeft' ? count - 1 : 0;
  return Math.min(Math.max(at + (key === 'ArrowRight' ? 1 : -1), 0), count - 1);
}
