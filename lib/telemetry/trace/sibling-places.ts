/** Of each row: which of its siblings it is, from 1, and how many they are. */
export type SiblingPlaces = { position: Int32Array; of: Int32Array };

/**
 * By the depths of rows that stand depth first. Only rows in sight are in the page, so that it cannot be counted there;
 * in two passes.
 */
export function siblingPlaces(depth: Int32Array): SiblingPlaces {
  const position = new Int32Array(depth.length);
  const of = new Int32Array(depth.length);
  // By depth: how many stand there below the row that is above. None can be deeper than there are rows.
  const met = new Int32Array(depth.length + 1);
  for (let row = 0; row < depth.length; row++) {
    const at = depth[row] ?? 0;
    position[row] = met[at] = (met[at] ?? 0) + 1;
    met[at + 1] = 0;
  }
  met.fill(0);
  for (let row = depth.length - 1; row >= 0; row--) {
    const at = depth[row] ?? 0;
    // The last of siblings is met first, and has the highest number.
    of[row] = met[at] ||= position[row] ?? 0;
    met[at + 1] = 0;
  }
  return { position, of };
}
