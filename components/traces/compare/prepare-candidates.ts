import type { Call } from '@/lib/deepflow/dto';

/** Calls that say something when they are held against one: what is usual, and what went well. */
export type Candidates = {
  /** In the middle by duration. */
  median: Call | null;
  /** The fastest success of the same method and path, ids in the path aside. */
  fastest: Call | null;
  /** How many calls the choice rests on. */
  among: number;
};

export function candidatesFor(call: Pick<Call, 'id' | 'method' | 'path'>, calls: readonly Call[]): Candidates {
  const others = calls.filter(({ id, durationUs }) => id !== call.id && durationUs !== null);
  const byDuration = [...others].sort((a, b) => (a.durationUs ?? 0) - (b.durationUs ?? 0));
  const isAlike = (other: Call) =>
    other.outcome === 'ok' && other.method === call.method && barePath(other.path) === barePath(call.path);
  return {
    median: byDuration[Math.floor((byDuration.length - 1) / 2)] ?? null,
    fastest: byDuration.find(isAlike) ?? null,
    among: others.length,
  };
}

function barePath(path: string): string {
  return path.replace(/[?#].*$/s, '').replace(/\d+/g, '*');
}

/** The call that a text names: its id, or the address of its trace; null for anything else. */
export function callIdFrom(text: string): string | null {
  const trimmed = text.trim();
  if (/^\d{6,20}$/.test(trimmed)) return trimmed;
  const named = /\/traces\/(\d{6,20})(?:[/?#]|$)/.exec(trimmed);
  return named?.[1] ?? null;
}
