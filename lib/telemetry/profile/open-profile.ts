import { type FrameKind, frameKinds, type Profile } from '@/lib/deepflow/profile';

/** Figures of each function, over all its frames. */
export type FunctionColumns = {
  count: number;
  names: readonly string[];
  /** Place in `frameKinds`. */
  kind: Uint8Array;
  self: Float64Array;
  /** A function that calls itself is counted once. */
  total: Float64Array;
  /** How many frames it has, and its largest one. */
  frames: Int32Array;
  largest: Int32Array;
};

/** A profile as it is drawn: frames depth first, side by side along an axis of their values. */
export type OpenedProfile = {
  count: number;
  function: Int32Array;
  /** -1: none. */
  parent: Int32Array;
  /** How deep it stands: its lane. */
  lane: Int32Array;
  /** The last frame below it, or itself. */
  last: Int32Array;
  self: Float64Array;
  /** With everything below it. */
  total: Float64Array;
  /** Where it lies on the axis. */
  start: Float64Array;
  end: Float64Array;
  /** The length of the axis: all that was spent. */
  whole: number;
  deepest: number;
  functions: FunctionColumns;
};

/** Lays a profile out. Children begin where their parent does, the largest first; what the parent spent itself comes last. */
export function openProfile({ functions, frames }: Pick<Profile, 'functions' | 'frames'>): OpenedProfile {
  const count = frames.function.length;
  const opened: Omit<OpenedProfile, 'whole' | 'deepest' | 'functions'> = {
    count,
    function: Int32Array.from(frames.function),
    parent: Int32Array.from(frames.parent),
    lane: new Int32Array(count),
    last: new Int32Array(count),
    self: Float64Array.from(frames.self),
    total: Float64Array.from(frames.self),
    start: new Float64Array(count),
    end: new Float64Array(count),
  };
  const { parent, lane, last, total, start, end } = opened;
  for (let at = count - 1; at >= 0; at--) {
    last[at] = Math.max(last[at] ?? 0, at);
    const up = parent[at] ?? -1;
    if (up < 0) continue;
    total[up] = (total[up] ?? 0) + (total[at] ?? 0);
    last[up] = Math.max(last[up] ?? 0, last[at] ?? 0);
  }
  // Where the next child of a frame begins.
  const next = new Float64Array(count);
  let whole = 0;
  let deepest = 0;
  for (let at = 0; at < count; at++) {
    const up = parent[at] ?? -1;
    const from = up < 0 ? whole : (next[up] ?? 0);
    const to = from + (total[at] ?? 0);
    start[at] = from;
    end[at] = to;
    next[at] = from;
    if (up < 0) whole = to;
    else {
      next[up] = to;
      lane[at] = (lane[up] ?? 0) + 1;
      deepest = Math.max(deepest, lane[at] ?? 0);
    }
  }
  return { ...opened, whole, deepest, functions: sumFunctions(functions, opened) };
}

function sumFunctions(
  functions: Profile['functions'],
  {
    count,
    function: functionOf,
    parent,
    self,
    total,
  }: Pick<OpenedProfile, 'count' | 'function' | 'parent' | 'self' | 'total'>,
): FunctionColumns {
  const columns = {
    count: functions.length,
    names: functions.map(({ name }) => name),
    kind: Uint8Array.from(functions, ({ kind }) => frameKinds.indexOf(kind)),
    self: new Float64Array(functions.length),
    total: new Float64Array(functions.length),
    frames: new Int32Array(functions.length),
    largest: new Int32Array(functions.length).fill(-1),
  };
  // Frames from the root to the present one, and how many of each function are among them.
  const path: number[] = [];
  const onPath = new Int32Array(functions.length);
  for (let at = 0; at < count; at++) {
    const up = parent[at] ?? -1;
    while (path.length > 0 && path[path.length - 1] !== up) {
      const left = functionOf[path.pop() ?? -1] ?? -1;
      onPath[left] = (onPath[left] ?? 0) - 1;
    }
    const fn = functionOf[at] ?? -1;
    columns.self[fn] = (columns.self[fn] ?? 0) + (self[at] ?? 0);
    columns.frames[fn] = (columns.frames[fn] ?? 0) + 1;
    if (onPath[fn] === 0) columns.total[fn] = (columns.total[fn] ?? 0) + (total[at] ?? 0);
    const largest = columns.largest[fn] ?? -1;
    if (largest < 0 || (total[at] ?? 0) > (total[largest] ?? 0)) columns.largest[fn] = at;
    path.push(at);
    onPath[fn] = (onPath[fn] ?? 0) + 1;
  }
  return columns;
}

export function nameOf({ function: functionOf, functions }: OpenedProfile, frame: number): string {
  return functions.names[functionOf[frame] ?? -1] ?? '';
}

export function kindOf({ function: functionOf, functions }: OpenedProfile, frame: number): FrameKind {
  return frameKinds[functions.kind[functionOf[frame] ?? -1] ?? -1] ?? 'unknown';
}

/** What was spent in functions of each kind itself, the most first; kinds that spent nothing are left out. */
export function selfByKind({ functions }: OpenedProfile): { kind: FrameKind; self: number }[] {
  const sums = new Float64Array(frameKinds.length);
  for (let at = 0; at < functions.count; at++) {
    const kind = functions.kind[at] ?? 0;
    sums[kind] = (sums[kind] ?? 0) + (functions.self[at] ?? 0);
  }
  return frameKinds
    .map((kind, at) => ({ kind, self: sums[at] ?? 0 }))
    .filter(({ self }) => self > 0)
    .sort((a, b) => b.self - a.self);
}
