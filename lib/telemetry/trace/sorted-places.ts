/** The places from `from` to `to` (not included) in ascending order of their keys; equal keys keep their order. */
export function sortedPlaces(keys: Float64Array, from = 0, to: number = keys.length): Int32Array {
  const places = new Int32Array(Math.max(0, to - from));
  for (let at = 0; at < places.length; at++) places[at] = from + at;
  return places.sort((a, b) => (keys[a] ?? 0) - (keys[b] ?? 0) || a - b);
}
