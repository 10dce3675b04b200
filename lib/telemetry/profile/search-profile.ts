import type { OpenedProfile } from './open-profile';

export type ProfileHits = {
  /** Frames whose function has the text, depth first. */
  frames: Int32Array;
  /** 1 for each of them. */
  isHit: Uint8Array;
  /** 1 for each function that has it. */
  isFound: Uint8Array;
  /** How many functions have it. */
  functions: number;
  /** What was spent in them and below them. */
  covered: number;
};

const lowered = new WeakMap<readonly string[], readonly string[]>();

/** Finds the functions whose name contains a text, case ignored; null for an empty one. */
export function searchProfile(opened: OpenedProfile, text: string): ProfileHits | null {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return null;
  const { functions, function: functionOf, last, total, count } = opened;
  const names = lowered.get(functions.names) ?? functions.names.map((name) => name.toLowerCase());
  lowered.set(functions.names, names);
  const isFound = new Uint8Array(names.length);
  let found = 0;
  for (const [fn, name] of names.entries())
    if (name.includes(wanted)) {
      isFound[fn] = 1;
      found += 1;
    }
  const isHit = new Uint8Array(count);
  const frames = new Int32Array(count);
  let hits = 0;
  let covered = 0;
  let coveredTo = -1;
  for (let at = 0; at < count; at++) {
    if (isFound[functionOf[at] ?? -1] !== 1) continue;
    isHit[at] = 1;
    frames[hits] = at;
    hits += 1;
    // Below another hit it is counted already.
    if (at <= coveredTo) continue;
    covered += total[at] ?? 0;
    coveredTo = last[at] ?? at;
  }
  return { frames: frames.slice(0, hits), isHit, isFound, functions: found, covered };
}

/** The hit after or before a frame, around the ends; -1: there is none. */
export function stepHit({ frames }: ProfileHits, frame: number, direction: 1 | -1): number {
  const { length } = frames;
  if (length === 0) return -1;
  const at = frames.findIndex((one) => one >= frame);
  const here = at < 0 ? length : at;
  const isOn = frames[here] === frame;
  const next = direction === 1 ? (isOn ? here + 1 : here) : here - 1;
  return frames[(next + length) % length] ?? -1;
}
