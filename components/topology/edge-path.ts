import { nodeHeight, nodeWidth } from './map-node';

export type Point = { x: number; y: number };

/** How an edge is drawn, and the middle of its words. */
export type EdgePath = { path: string; words: Point };

/** From node to node through its lanes, level in each; the words stand in the last lane, or between the nodes. */
export function edgePath(
  from: Point,
  end: Point,
  { lanes, wordsAt }: { lanes: readonly Point[]; wordsAt: number },
): EdgePath {
  let at = from;
  let path = `M ${at.x} ${at.y}`;
  for (const { x, y } of lanes) {
    const level = y + nodeHeight / 2;
    path += `${bend(at, { x, y: level })} L ${x + nodeWidth} ${level}`;
    at = { x: x + nodeWidth, y: level };
  }
  path += bend(at, end);
  if (lanes.length > 0) return { path, words: { x: at.x - nodeWidth / 2, y: at.y } };
  const across = 1.5 * wordsAt * (1 - wordsAt) + wordsAt ** 3;
  const down = wordsAt * wordsAt * (3 - 2 * wordsAt);
  return { path, words: { x: at.x + (end.x - at.x) * across, y: at.y + (end.y - at.y) * down } };
}

/** Level at both ends; one that leads back swings out. */
function bend(from: Point, to: Point): string {
  const reach = to.x > from.x ? (to.x - from.x) / 2 : 120;
  return ` C ${from.x + reach} ${from.y}, ${to.x - reach} ${to.y}, ${to.x} ${to.y}`;
}

/** A loop below the node: a line from a node to itself would lie under it. */
export function ownPath(from: Point, to: Point): EdgePath {
  const y = Math.max(from.y, to.y) + nodeHeight * 0.95;
  return {
    path: `M ${from.x} ${from.y} C ${from.x + 50} ${y}, ${to.x - 50} ${y}, ${to.x} ${to.y}`,
    words: { x: (from.x + to.x) / 2, y: y - nodeHeight * 0.25 },
  };
}

/** Room for the words of an edge, px: a rate, a time, and a share of failures below. */
export const wordsRoom = { width: 120, height: 34 };

/** Of words at these middles, given from the most to the least wanted, those that lie on none before them. */
export function apart(words: readonly { id: string; middle: Point }[]): Set<string> {
  const kept: { id: string; middle: Point }[] = [];
  for (const one of words) {
    const isFree = kept.every(
      ({ middle: { x, y } }) =>
        Math.abs(x - one.middle.x) >= wordsRoom.width || Math.abs(y - one.middle.y) >= wordsRoom.height,
    );
    if (isFree) kept.push(one);
  }
  return new Set(kept.map(({ id }) => id));
}
