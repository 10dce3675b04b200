/** Sizes that the parts of the timeline share, in CSS px. */
export const rowHeight = 24;
export const axisHeight = 24;
export const tickRoom = 84;
/** Bars are lower than their rows by this much on either side. */
export const barInset = 5;

const widestIndent = 12;
const narrowestIndent = 3;
const indentRoom = 144;

/** How far a level is indented: the deeper the tree, the less, so that names keep their room. */
export function indentFor(deepest: number): number {
  return Math.min(Math.max(Math.floor(indentRoom / Math.max(1, deepest)), narrowestIndent), widestIndent);
}

/** Levels beyond this are drawn at it: what is left of the column belongs to the names. */
export function deepestIndent(indent: number): number {
  return Math.floor((indentRoom * 1.2) / indent);
}
