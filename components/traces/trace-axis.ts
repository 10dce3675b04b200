/**
 * Round places on a time axis from 0 to `lengthUs`, at most `most` of them: steps of 1, 2 or 5 times a power of ten.
 * 0 is always there; an empty axis has nothing else.
 */
export function axisTicks(lengthUs: number, most: number): number[] {
  if (!(lengthUs > 0) || most < 2) return [0];
  const raw = lengthUs / (most - 1);
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= raw) ?? 10 * power;
  const ticks: number[] = [];
  for (let tick = 0; tick <= lengthUs; tick += step) ticks.push(tick);
  return ticks;
}

/** Where a bar lies on an axis, in per cent; never thinner than nothing and never outside. */
export function barPlace(start: number, end: number, lengthUs: number): { left: number; width: number } {
  if (!(lengthUs > 0)) return { left: 0, width: 100 };
  const left = Math.min(Math.max((start / lengthUs) * 100, 0), 100);
  return { left, width: Math.min(Math.max(((end - start) / lengthUs) * 100, 0), 100 - left) };
}

const widestIndentPx = 12;
const narrowestIndentPx = 4;
const indentRoomPx = 144;

/** How far a level is indented: the deeper the tree, the less, so that names keep their room. */
export function indentPx(depths: Iterable<number>): number {
  let deepest = 1;
  for (const depth of depths) deepest = Math.max(deepest, depth);
  return Math.min(Math.max(Math.floor(indentRoomPx / deepest), narrowestIndentPx), widestIndentPx);
}
