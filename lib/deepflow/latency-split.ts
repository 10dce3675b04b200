import type { CallNotice, CallSource, RouteMetrics } from './dto';
import type { Observation, Outbound } from './join-calls';
import { positionOf } from './points';

/**
 * What a call's time went to, in the order of its way. `beyond` is what lies behind the gateway's own request where
 * nothing on the upstream's side was seen: the network to it and its work, not told apart.
 */
export const splitParts = ['clientNetwork', 'gateway', 'upstreamNetwork', 'upstream', 'beyond'] as const;
export type SplitPart = (typeof splitParts)[number];

/** µs of each part; null: nothing observed it. 0 only where it is known that no time went there. */
export type CallSplit = Record<SplitPart, number | null>;

/** One place on a request's way at which it was seen. */
export type Hop = {
  tcpSeq: number;
  /** DeepFlow's observation point. */
  point: string;
  /** Epoch µs. */
  startUs: number;
  /** Null: no answer came by. */
  durationUs: number | null;
};

/** A request that the gateway's process sent. */
export type SentRequest = Outbound & { tcpSeq: number; startUs: number; endUs: number; durationUs: number | null };

export type SplitCall = {
  /** The gateway's process or interface, as the call was seen there. */
  row: Pick<Observation, 'source' | 'durationUs'>;
  /** Where else the request was seen on its way to the gateway. */
  inbound: readonly Hop[];
  /** The gateway's own requests for it, with where they were seen. */
  sent: readonly { request: SentRequest; hops: readonly Hop[] }[];
  /** Whether it is sure that the gateway sent none. */
  isSelfAnswered: boolean;
};

const unknown: CallSplit = { clientNetwork: null, gateway: null, upstreamNetwork: null, upstream: null, beyond: null };
const process = positionOf('s-p');

/**
 * The parts of one call, by differences of durations: each is measured by one clock, so that no two clocks are compared.
 * They add up to the duration at the outermost place that saw the call. Of requests that the gateway sent at the same
 * time, or that got no answer, it cannot be said what the gateway did itself: the parts behind it are unknown then.
 */
export function splitCall({ row, inbound, sent, isSelfAnswered }: SplitCall): CallSplit {
  const served = row.durationUs;
  if (served === null) return unknown;
  const outermost = outermostHop(inbound);
  const clientNetwork = outermost === null ? null : Math.max(0, (outermost.durationUs ?? 0) - served);
  const known = { ...unknown, clientNetwork };
  if (row.source !== 'ebpf') return known;
  if (sent.length === 0)
    return isSelfAnswered ? { clientNetwork, gateway: served, upstreamNetwork: 0, upstream: 0, beyond: 0 } : known;
  const requests = sent.map(({ request }) => request).sort((a, b) => a.startUs - b.startUs);
  const areInTurns = requests.every((one, at) => at === 0 || one.startUs >= (requests[at - 1]?.endUs ?? 0));
  if (!areInTurns || requests.some(({ durationUs }) => durationUs === null)) return known;
  let [away, upstreamNetwork, upstream, beyond] = [0, 0, 0, 0];
  for (const { request, hops } of sent) {
    const durationUs = request.durationUs ?? 0;
    away += durationUs;
    const far = innermostHop(hops);
    if (far === null) beyond += durationUs;
    else {
      const farUs = Math.min(far.durationUs ?? 0, durationUs);
      upstream += farUs;
      upstreamNetwork += durationUs - farUs;
    }
  }
  return { clientNetwork, gateway: Math.max(0, served - away), upstreamNetwork, upstream, beyond };
}

/** Where the call was seen first on its way to the gateway, if anywhere before the gateway's process. */
export function outermostHop(inbound: readonly Hop[]): Hop | null {
  return furthest(inbound, (position) => (position < process ? -position : null));
}

/** Where a request of the gateway was seen last, on its upstream's side. */
function innermostHop(hops: readonly Hop[]): Hop | null {
  const middle = positionOf('rest');
  return furthest(hops, (position) => (position > middle && position <= process ? position : null));
}

/**
 * Two rows of one request at one point cannot be told from two requests in one packet (HTTP/2): such a point is left out.
 */
function furthest(hops: readonly Hop[], rank: (position: number) => number | null): Hop | null {
  const times = new Map<string, number>();
  for (const { point } of hops) times.set(point, (times.get(point) ?? 0) + 1);
  let best: { hop: Hop; rank: number } | null = null;
  for (const hop of hops) {
    const position = positionOf(hop.point);
    const found = position < 0 || hop.durationUs === null || times.get(hop.point) !== 1 ? null : rank(position);
    if (found !== null && (best === null || found > best.rank)) best = { hop, rank: found };
  }
  return best?.hop ?? null;
}

export type SplitSeries = {
  /** µs; null where no call of the bucket tells. */
  mean: (number | null)[];
  p95: (number | null)[];
  /** Calls looked at that tell this part. */
  known: number;
  /** Mean over the calls of the range that tell this part; null: nothing observed it. */
  overallUs: number | null;
};

/** Where the time of a route's calls went, over a range. */
export type LatencySplit = Pick<RouteMetrics, 'times' | 'stepS' | 'attributed' | 'cut' | 'keptFromS'> & {
  parts: Record<SplitPart, SplitSeries>;
  /** Calls of the range that are surely the route's, and how many of them were looked at, evenly over it. */
  calls: number;
  sampled: number;
  /** Of those, how many the gateway is known to have answered by itself. */
  selfAnswered: number;
  /** Of those, how many got no answer: they have no duration to split. */
  unanswered: number;
  /** Where the client's side of those was seen first, most calls first. */
  outermost: { point: string; calls: number }[];
  source: CallSource;
  notices: CallNotice[];
};
