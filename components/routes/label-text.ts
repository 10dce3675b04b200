/** `team=payments`; a label without a value is its key. */
export function labelText(key: string, value: string): string {
  return value === '' ? key : `${key}=${value}`;
}
