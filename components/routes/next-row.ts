/** Where a key moves the focus in a list of rows; null: the key does not move it. */
export function nextRow(key: string, current: number, count: number, perPage: number): number | null {
  const last = Math.max(0, count - 1);
  switch (key) {
    case 'ArrowDown':
      return Math.min(last, current + 1);
    case 'ArrowUp':
      return Math.max(0, current - 1);
    case 'PageDown':
      return Math.min(last, current + perPage);
    case 'PageUp':
      return Math.max(0, current - perPage);
    case 'Home':
      return 0;
    case 'End':
      return last;
    default:
      return null;
  }
}
