import type { Upstream, UpstreamNode } from './upstream';

/** Share of the node that each upstream has given out so far, by node. */
const credits = new WeakMap<object, Map<string, number>>();

/**
 * The next node by smooth weighted round robin, whatever the upstream's `type`; nodes of a lower priority take over
 * when all above them have been tried. Null: there is none left.
 */
export function pickNode(upstream: Upstream, tried: ReadonlySet<UpstreamNode>): UpstreamNode | null {
  const left = upstream.nodes.filter((node) => node.weight > 0 && !tried.has(node));
  const highest = Math.max(...left.map(({ priority }) => priority));
  const candidates = left.filter(({ priority }) => priority === highest);
  const credit = credits.get(upstream.source) ?? new Map<string, number>();
  credits.set(upstream.source, credit);
  let best: UpstreamNode | null = null;
  for (const node of candidates) {
    credit.set(keyOf(node), creditOf(node) + node.weight);
    if (best === null || creditOf(node) > creditOf(best)) best = node;
  }
  if (best !== null) {
    const total = candidates.reduce((sum, { weight }) => sum + weight, 0);
    credit.set(keyOf(best), creditOf(best) - total);
  }
  return best;

  function creditOf(node: UpstreamNode): number {
    return credit.get(keyOf(node)) ?? 0;
  }
}

function keyOf({ host, port }: UpstreamNode): string {
  return `${host}:${port}`;
}
