import type { OpenedProfile } from './open-profile';

/**
 * A short name for a frame that is the same in every profile that has it: of the functions from the root to it. Places
 * change with each reading, this does not.
 */
export function keyOfFrame(opened: OpenedProfile, frame: number): string | null {
  if (frame < 0 || frame >= opened.count) return null;
  const { high, low } = pathHashes(opened);
  return `${(high[frame] ?? 0).toString(36)}.${(low[frame] ?? 0).toString(36)}`;
}

/** The frame of a key; -1: this profile has none. */
export function frameOfKey(opened: OpenedProfile, key: string): number {
  const [first = '', second = ''] = key.split('.');
  const wanted = { high: Number.parseInt(first, 36), low: Number.parseInt(second, 36) };
  const { high, low } = pathHashes(opened);
  for (let at = 0; at < opened.count; at++) if (high[at] === wanted.high && low[at] === wanted.low) return at;
  return -1;
}

type Hashes = { high: Uint32Array; low: Uint32Array };
const known = new WeakMap<OpenedProfile, Hashes>();

/** Two hashes of 32 bits a frame: one alone would meet itself among 100,000. */
function pathHashes(opened: OpenedProfile): Hashes {
  const before = known.get(opened);
  if (before) return before;
  const names = opened.functions.names.map((name, at) => `${opened.functions.kind[at]} ${name}`);
  const ofName = {
    high: names.map((name) => hashText(name, 31)),
    low: names.map((name) => hashText(name, 16_777_619)),
  };
  const hashes = { high: new Uint32Array(opened.count), low: new Uint32Array(opened.count) };
  for (let at = 0; at < opened.count; at++) {
    const up = opened.parent[at] ?? -1;
    const fn = opened.function[at] ?? 0;
    hashes.high[at] = mix(hashes.high[up] ?? 7, ofName.high[fn] ?? 0, 0x9e3779b1);
    hashes.low[at] = mix(hashes.low[up] ?? 11, ofName.low[fn] ?? 0, 0x85ebca6b);
  }
  known.set(opened, hashes);
  return hashes;
}

function hashText(text: string, factor: number): number {
  let hash = 2_166_136_261;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), factor);
  return hash >>> 0;
}

function mix(above: number, own: number, factor: number): number {
  const mixed = Math.imul(above ^ (above >>> 15), factor) + own;
  return Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35) >>> 0;
}
