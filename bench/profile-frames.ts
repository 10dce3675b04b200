import type { WireTree } from '@/lib/deepflow/profile-tree';

/**
 * Stacks of a large process as DeepFlow merges them, the same for the same number of frames: narrow at the root, wide and
 * up to 60 deep below, functions of all kinds that occur again and again.
 */
export function profileTree(count: number): WireTree {
  const random = randomFrom(count);
  const functions = Array.from({ length: Math.max(2, Math.floor(count / 20)) }, (_, at) => nameOf(at));
  const types = functions.map((_, at) => (at === 0 ? 'P' : letterOf(at)));
  const functionOf = new Int32Array(count);
  const parentOf = new Int32Array(count).fill(-1);
  const selfOf = new Float64Array(count);
  const depth = new Int32Array(count);
  for (let at = 1; at < count; at++) {
    // Mostly below one of the newest, so that stacks are deep; now and then anywhere.
    const up = random() < 0.8 ? at - 1 - Math.floor(random() * Math.min(at, 40)) : Math.floor(random() * at);
    const parent = (depth[up] ?? 0) < 60 ? up : (parentOf[up] ?? 0);
    parentOf[at] = parent;
    depth[at] = (depth[parent] ?? 0) + 1;
    functionOf[at] = 1 + Math.floor(random() ** 2 * (functions.length - 1));
    selfOf[at] = random() < 0.6 ? Math.floor(random() * 1_000_000) : 0;
  }
  return { functions, types, functionOf, parentOf, selfOf };
}

function letterOf(at: number): string {
  return ['A', 'A', 'L', 'K', '?'][at % 5] ?? 'A';
}

function nameOf(at: number): string {
  if (at === 0) return 'openresty';
  const name = `ngx_http_upstream_module_${at.toString(36)}_process_request_headers`;
  return { L: `[l] ${name}`, K: `[k] ${name}`, '?': `[unknown] 0x${at.toString(16)}` }[letterOf(at)] ?? name;
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
