import type { FlameLines } from '@/components/charts/flame/bar-painter';
import type { TraceColumns } from '@/lib/telemetry/trace/columns';

/**
 * Where along each bar the critical path runs: the parts of a span on it that no child on it takes over. Children on the
 * path follow each other, so that a walk in the order of the tree meets them in the order of time.
 */
export function criticalParts({ count, parent, last, start, end, critical }: TraceColumns): FlameLines {
  const isOn = new Uint8Array(count);
  for (let at = count - 1; at >= 0; at--) {
    if ((critical[at] ?? 0) > 0) isOn[at] = 1;
    const above = parent[at] ?? -1;
    if (isOn[at] === 1 && above >= 0) isOn[above] = 1;
  }
  const low = new Float64Array(count);
  const high = new Float64Array(count);
  const first = new Int32Array(count + 1);
  const from: number[] = [];
  const to: number[] = [];
  const add = (a: number, b: number) => {
    if (b <= a) return;
    from.push(a);
    to.push(b);
  };
  for (let at = 0; at < count; at++) {
    first[at] = from.length;
    if (isOn[at] === 0) continue;
    const above = parent[at] ?? -1;
    low[at] = Math.max(start[at] ?? 0, above < 0 ? Number.NEGATIVE_INFINITY : (low[above] ?? 0));
    high[at] = Math.min(end[at] ?? 0, above < 0 ? Number.POSITIVE_INFINITY : (high[above] ?? 0));
    let reached = low[at] ?? 0;
    for (let child = at + 1; child <= (last[at] ?? at); child = (last[child] ?? child) + 1) {
      if (isOn[child] === 0) continue;
      add(reached, Math.min(start[child] ?? 0, high[at] ?? 0));
      reached = Math.max(reached, Math.min(end[child] ?? 0, high[at] ?? 0));
    }
    add(reached, high[at] ?? 0);
  }
  first[count] = from.length;
  return { first, from: Float64Array.from(from), to: Float64Array.from(to) };
}
