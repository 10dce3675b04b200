import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Profile } from './profile';
import { toProfile, type WireTree } from './profile-tree';

/** Trees in any order of nodes, with few functions, so that names meet; now and then a second root. */
const trees: fc.Arbitrary<WireTree> = fc
  .array(fc.record({ fn: fc.nat(6), up: fc.nat(), self: fc.nat(5), isRoot: fc.boolean(), turn: fc.nat() }), {
    minLength: 1,
    maxLength: 60,
  })
  .map((made) => {
    // A parent among those made before; then all are numbered anew.
    const parents = made.map(({ up, isRoot }, at) => (at === 0 || (isRoot && up % 9 === 0) ? -1 : up % at));
    const order = made.map((_, at) => at).sort((a, b) => (made[a]?.turn ?? 0) - (made[b]?.turn ?? 0));
    const placeOf = new Map(order.map((at, place) => [at, place]));
    return {
      functions: ['openresty', 'main', '[l] read', '[k] sys_read', '[t] worker', '[unknown] 0x1', 'main'],
      types: ['P', 'A', 'L', 'K', 'T', '?', 'A'],
      functionOf: order.map((at) => made[at]?.fn ?? 0),
      parentOf: order.map((at) => placeOf.get(parents[at] ?? -1) ?? -1),
      selfOf: order.map((at) => made[at]?.self ?? 0),
    };
  });

type Tree = NonNullable<ReturnType<typeof toProfile>>;

const sum = (values: ArrayLike<number>) => Array.from(values).reduce((total, value) => total + value, 0);

/** What was spent at each way from a root, by the names along it: the tree without its order and numbers. */
function selfByPath(
  count: number,
  parentOf: (at: number) => number,
  nameOf: (at: number) => string,
  self: ArrayLike<number>,
) {
  const paths = new Map<string, number>();
  for (let at = 0; at < count; at++) {
    const names = [];
    for (let up = at; up >= 0; up = parentOf(up)) names.unshift(nameOf(up));
    const path = names.join(';');
    paths.set(path, (paths.get(path) ?? 0) + (self[at] ?? 0));
  }
  return Object.fromEntries([...paths].sort());
}

const ofWire = ({ functions, functionOf, parentOf, selfOf }: WireTree) =>
  selfByPath(
    functionOf.length,
    (at) => parentOf[at] ?? -1,
    (at) => functions[functionOf[at] ?? -1] ?? '',
    selfOf,
  );
const ofProfile = ({ functions, frames }: Tree) =>
  selfByPath(
    frames.function.length,
    (at) => frames.parent[at] ?? -1,
    (at) => functions[frames.function[at] ?? -1]?.name ?? '',
    frames.self,
  );

function totals({ frames }: Pick<Profile, 'frames'>): number[] {
  const total = [...frames.self];
  for (let at = total.length - 1; at >= 0; at--) {
    const up = frames.parent[at] ?? -1;
    if (up >= 0) total[up] = (total[up] ?? 0) + (total[at] ?? 0);
  }
  return total;
}

describe('a profile of a tree', () => {
  test('loses no frame, name or value', () => {
    fc.assert(
      fc.property(trees, (tree) => {
        const profile = toProfile(tree, 1000) as Tree;
        expect(profile.small).toBe(0);
        expect(profile.frames.function).toHaveLength(tree.functionOf.length);
        expect(ofProfile(profile)).toEqual(ofWire(tree));
      }),
    );
  });

  test('names each function once, and every one that it names is used', () => {
    fc.assert(
      fc.property(trees, (tree) => {
        const { functions, frames } = toProfile(tree, 1000) as Tree;
        expect(new Set(functions.map(({ name, kind }) => `${kind} ${name}`)).size).toBe(functions.length);
        expect(new Set(frames.function).size).toBe(functions.length);
      }),
    );
  });

  test('has parents before children, what is below a frame right after it, and the largest sibling first', () => {
    fc.assert(
      fc.property(trees, (tree) => {
        const profile = toProfile(tree, 1000) as Tree;
        const { parent } = profile.frames;
        const total = totals(profile);
        const path: number[] = [];
        const lastChild = new Map<number, number>();
        for (const [at, up] of parent.entries()) {
          while (path.length > 0 && path.at(-1) !== up) path.pop();
          expect(path.at(-1) ?? -1).toBe(up);
          const before = lastChild.get(up);
          if (before !== undefined) expect(total[before]).toBeGreaterThanOrEqual(total[at] ?? 0);
          lastChild.set(up, at);
          path.push(at);
        }
      }),
    );
  });

  test('sums small frames up beyond so many, and says how many those are', () => {
    fc.assert(
      fc.property(trees, fc.integer({ min: 1, max: 20 }), (tree, most) => {
        const { functions, frames, small } = toProfile(tree, most) as Tree;
        expect(sum(frames.self)).toBe(sum(tree.selfOf));
        const rest = frames.function.filter((fn) => functions[fn]?.kind === 'rest').length;
        expect(frames.function.length - rest).toBeLessThanOrEqual(most);
        expect(frames.function.length - rest + small).toBe(tree.functionOf.length);
      }),
    );
  });

  test('is none where parents lead back to themselves', () => {
    const ring = { functions: ['a'], types: ['A'], functionOf: [0, 0, 0], parentOf: [-1, 2, 1], selfOf: [1, 1, 1] };
    expect(toProfile(ring, 10)).toBeNull();
  });

  test('of nothing is nothing', () => {
    const none = { functions: [], types: [], functionOf: [], parentOf: [], selfOf: [] };
    expect(toProfile(none, 10)).toEqual({
      functions: [],
      frames: { function: [], parent: [], self: [] },
      small: 0,
    });
  });
});
