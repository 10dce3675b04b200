import fc from 'fast-check';
import { expect, test } from 'vitest';
import { siblingPlaces } from './sibling-places';

const placesOf = (depths: number[]) => {
  const { position, of } = siblingPlaces(Int32Array.from(depths));
  return depths.map((_, row) => `${position[row]}/${of[row]}`);
};

test('each row is told which of its siblings it is, and of how many', () => {
  //                 a  b  c  c  b  a  b  a
  expect(placesOf([0, 1, 2, 2, 1, 0, 1, 0])).toEqual(['1/3', '1/2', '1/2', '2/2', '2/2', '2/3', '1/1', '3/3']);
  expect(placesOf([])).toEqual([]);
});

test('whatever the tree, the children of each row are numbered from 1 to how many they are', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(6), { maxLength: 60 }), (steps) => {
      const depths: number[] = [];
      for (const step of steps) depths.push(Math.min(step, (depths.at(-1) ?? -1) + 1));
      const groups = new Map<string, string[]>();
      const path: number[] = [];
      const places = placesOf(depths);
      depths.forEach((depth, row) => {
        path.length = depth;
        const above = path.join();
        groups.set(above, [...(groups.get(above) ?? []), places[row] ?? '']);
        path.push(row);
      });
      for (const group of groups.values()) expect(group).toEqual(group.map((_, at) => `${at + 1}/${group.length}`));
    }),
  );
});
