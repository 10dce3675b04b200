import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Profile } from '@/lib/deepflow/profile';
import { frameOfKey, keyOfFrame } from './frame-key';
import { type OpenedProfile, openProfile, selfByKind } from './open-profile';
import { searchProfile, stepHit } from './search-profile';

const functions: Profile['functions'] = [
  { name: 'openresty', kind: 'process' },
  { name: 'main', kind: 'app' },
  { name: '[l] read', kind: 'library' },
  { name: '[k] sys_read', kind: 'kernel' },
];

/** Depth first, as the console's API sends them. */
const profiles: fc.Arbitrary<Pick<Profile, 'functions' | 'frames'>> = fc
  .array(fc.record({ fn: fc.nat(3), up: fc.nat(4), self: fc.nat(9) }), { minLength: 1, maxLength: 80 })
  .map((made) => {
    const frames: Profile['frames'] = { function: [], parent: [], self: [] };
    const path: number[] = [];
    for (const { fn, up, self } of made) {
      path.length = Math.max(0, path.length - up);
      frames.parent.push(path.at(-1) ?? -1);
      frames.self.push(self);
      path.push(frames.function.push(fn) - 1);
    }
    return { functions, frames };
  });

const childrenOf = (opened: OpenedProfile, frame: number) =>
  Array.from({ length: opened.count }, (_, at) => at).filter((at) => opened.parent[at] === frame);

describe('an opened profile', () => {
  test('a frame’s total is what it spent itself and what its children did', () => {
    fc.assert(
      fc.property(profiles, (profile) => {
        const opened = openProfile(profile);
        for (let at = 0; at < opened.count; at++) {
          const below = childrenOf(opened, at).reduce((sum, child) => sum + (opened.total[child] ?? 0), 0);
          expect(opened.total[at]).toBe((opened.self[at] ?? 0) + below);
          expect((opened.end[at] ?? 0) - (opened.start[at] ?? 0)).toBe(opened.total[at]);
        }
        expect(opened.whole).toBe(profile.frames.self.reduce((sum, self) => sum + self, 0));
      }),
    );
  });

  test('frames lie within their parents, a level below, and side by side', () => {
    fc.assert(
      fc.property(profiles, (profile) => {
        const opened = openProfile(profile);
        for (let at = -1; at < opened.count; at++) {
          let from = at < 0 ? 0 : (opened.start[at] ?? 0);
          for (const child of childrenOf(opened, at)) {
            expect(opened.start[child]).toBe(from);
            expect(opened.lane[child]).toBe(at < 0 ? 0 : (opened.lane[at] ?? 0) + 1);
            from = opened.end[child] ?? 0;
          }
          if (at >= 0) expect(from).toBeLessThanOrEqual(opened.end[at] ?? 0);
        }
      }),
    );
  });

  test('functions spend themselves what all frames do, and no more in all than there is', () => {
    fc.assert(
      fc.property(profiles, (profile) => {
        const opened = openProfile(profile);
        const self = opened.functions.self.reduce((sum, one) => sum + one, 0);
        expect(self).toBe(opened.whole);
        expect(selfByKind(opened).reduce((sum, one) => sum + one.self, 0)).toBe(opened.whole);
        for (const total of opened.functions.total) expect(total).toBeLessThanOrEqual(opened.whole);
        expect(opened.functions.frames.reduce((sum, one) => sum + one, 0)).toBe(opened.count);
      }),
    );
  });

  test('a function that calls itself counts once', () => {
    const recursive = { function: [0, 1, 1, 2, 1], parent: [-1, 0, 1, 2, 0], self: [0, 1, 2, 4, 8] };
    const { functions: figures } = openProfile({ functions, frames: recursive });
    expect([figures.self[1], figures.total[1], figures.frames[1]]).toEqual([11, 15, 3]);
    expect(figures.largest[1]).toBe(4);
  });
});

describe('the key of a frame', () => {
  test('finds the same way from the root again, in whatever order the profile is', () => {
    fc.assert(
      fc.property(profiles, fc.nat(), (profile, pick) => {
        const opened = openProfile(profile);
        const frame = pick % opened.count;
        const path = (at: number): string => (at < 0 ? '' : `${path(opened.parent[at] ?? -1)};${opened.function[at]}`);
        const found = frameOfKey(opened, keyOfFrame(opened, frame) ?? '');
        expect(path(found)).toBe(path(frame));
      }),
    );
  });

  test('of a frame that is not there finds nothing', () => {
    const one = openProfile({ functions, frames: { function: [0, 1, 2], parent: [-1, 0, 1], self: [0, 0, 1] } });
    const other = openProfile({ functions, frames: { function: [0, 2], parent: [-1, 0], self: [0, 1] } });
    expect(frameOfKey(other, keyOfFrame(one, 2) ?? '')).toBe(-1);
    for (const key of ['', 'x', '.', 'NaN.NaN', '0.0']) expect(frameOfKey(other, key)).toBe(-1);
    expect(keyOfFrame(one, -1)).toBeNull();
  });
});

describe('a search', () => {
  test('finds every frame of a function that has the text, case ignored, and nothing else', () => {
    fc.assert(
      fc.property(profiles, fc.constantFrom('READ', ' [k]', 'main', 'e', 'nobody'), (profile, text) => {
        const opened = openProfile(profile);
        const hits = searchProfile(opened, text);
        const wanted = profile.frames.function.flatMap((fn, at) =>
          functions[fn]?.name.includes(text.trim().toLowerCase()) ? [at] : [],
        );
        expect(Array.from(hits?.frames ?? [])).toEqual(wanted);
        expect(hits?.covered).toBeLessThanOrEqual(opened.whole);
      }),
    );
  });

  test('counts what is below a match once', () => {
    const nested = { function: [0, 2, 3, 2], parent: [-1, 0, 1, 0], self: [1, 2, 4, 8] };
    expect(searchProfile(openProfile({ functions, frames: nested }), 'read')?.covered).toBe(14);
    expect(searchProfile(openProfile({ functions, frames: nested }), '  ')).toBeNull();
  });

  test('goes from match to match and around', () => {
    const opened = openProfile({
      functions,
      frames: { function: [0, 1, 0, 1, 0], parent: [-1, 0, 0, 0, 0], self: [1, 1, 1, 1, 1] },
    });
    const hits = searchProfile(opened, 'main');
    if (hits === null) throw new Error('nothing was searched for');
    expect([-1, 1, 2, 3, 4].map((at) => stepHit(hits, at, 1))).toEqual([1, 3, 3, 1, 1]);
    expect([-1, 1, 2, 3, 4].map((at) => stepHit(hits, at, -1))).toEqual([3, 3, 1, 1, 3]);
    const none = searchProfile(opened, 'nobody');
    expect(none && stepHit(none, 1, 1)).toBe(-1);
  });
});
