/** Hexadecimal digits that depend on a text alone (FNV-1a, one round for every eight digits): ids, no secrets. */
export function hashHex(text: string, digits: number): string {
  let hex = '';
  for (let round = 0; hex.length < digits; round++) {
    let value = (0x811c9dc5 ^ Math.imul(round + 1, 0x9e3779b1)) >>> 0;
    for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193) >>> 0;
    // Mixed once more: short texts that differ in their last character alone would look alike.
    value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
    value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
    hex += ((value ^ (value >>> 16)) >>> 0).toString(16).padStart(8, '0');
  }
  return hex.slice(0, digits);
}
