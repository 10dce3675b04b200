import type { Span } from '@/sandbox/deepflow/tracing/span';

/** By how much a host's clock may be moved so that its spans lie inside their parents, in µs. */
type Allowed = { min: number; max: number };

/**
 * Learns from every parent and child on two hosts how far their clocks are apart, and says by how much each host's
 * spans have to be drawn elsewhere. A host is its agent.
 */
export class HostClocks {
  readonly #children = new Map<number, Set<number>>();
  readonly #allowed = new Map<number, Allowed>();

  readonly learn = (child: Span, parent: Span): void => {
    if (child.agent === parent.agent) return;
    let start = parent.row.start_time - child.row.start_time;
    let end = parent.row.end_time - child.row.end_time;
    if (child.isApp !== parent.isApp) {
      if (child.point === 'app' || parent.point === 'app') return;
      // One process, whose application spans were sent to another host's agent.
      if (parent.instance !== '' && parent.instance === child.instance) return;
      // An application's own measure is only good for whole milliseconds.
      start = wholeMilliseconds(start);
      end = wholeMilliseconds(end);
    }
    this.#note(parent.agent, child.agent, start, end);
  };

  #note(parent: number, child: number, start: number, end: number): void {
    // Two hosts calling each other: the first direction counts.
    const reversed = this.#children.get(child)?.has(parent) ?? false;
    const [above, below, sign] = reversed ? [child, parent, -1] : [parent, child, 1];
    const children = this.#children.get(above) ?? new Set<number>();
    this.#children.set(above, children.add(below));
    const noted = { min: Math.min(sign * start, sign * end), max: Math.max(sign * start, sign * end) };
    const known = this.#allowed.get(below);
    if (known === undefined) {
      this.#allowed.set(below, noted);
      return;
    }
    const both = { min: Math.max(known.min, noted.min), max: Math.min(known.max, noted.max) };
    // Contradicting parents: what was known stays.
    if (both.min <= both.max) this.#allowed.set(below, both);
  }

  /** By agent, in µs, without the hosts that need none. Hosts that are nobody's child set the time. */
  corrections(): Map<number, number> {
    const found = new Map<number, number>();
    for (const base of this.#children.keys()) {
      if (this.#allowed.has(base)) continue;
      found.set(base, found.get(base) ?? 0);
      const stack = [...(this.#children.get(base) ?? [])].map((host) => ({ host, above: 0 }));
      for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
        const { host, above } = next;
        const own = least(this.#allowed.get(host)) + above;
        const known = found.get(host);
        found.set(host, known === undefined ? own : closerToZero(known, own));
        for (const child of this.#children.get(host) ?? []) {
          if (!found.has(child)) stack.push({ host: child, above: own });
        }
      }
    }
    return new Map([...found].filter(([, correction]) => correction !== 0));
  }
}

function wholeMilliseconds(us: number): number {
  return Math.trunc(us / 1_000) * 1_000;
}

/** The smallest move that is allowed; none where staying is. */
function least(allowed: Allowed | undefined): number {
  if (allowed === undefined || allowed.min * allowed.max <= 0) return 0;
  return allowed.max < 0 ? allowed.max : allowed.min;
}

function closerToZero(one: number, other: number): number {
  if (one < 0 && other < 0) return Math.max(one, other);
  return one > 0 && other > 0 ? Math.min(one, other) : 0;
}
