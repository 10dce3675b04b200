import type { Outcome, SpanFault, Trace } from './dto';
import { groupBy } from './group-by';
import { outcomeOf } from './outcome';
import type { SpanNode } from './span-node';
import type { WireSpan } from './wire-span';

const timeout = 2;

/**
 * The outcome of a span. A request whose two halves the tracing service merged keeps the status "timeout" beside the
 * answer's code, since merging fills empty fields alone: the code is right then.
 */
export function settledOutcome(status: number | null, code: number | null): { outcome: Outcome; isLate: boolean } {
  if (status !== timeout || code === null) return { outcome: outcomeOf(status), isLate: false };
  return { outcome: outcomeOfCode(code), isLate: true };
}

function outcomeOfCode(code: number): Outcome {
  if (code >= 500 && code <= 599) return 'server_error';
  if (code >= 400 && code <= 499) return 'client_error';
  return code === 0 || (code >= 100 && code <= 399) ? 'ok' : 'unknown';
}

/** Clocks that are kept by NTP are no further apart; a smaller shift is the network's time, not a clock's error. */
const leastSkewUs = 1000;

/** Protocols of messages: whoever takes one has no reason to do so before its sender is done. */
const messaging = /kafka|mqtt|amqp|rabbit|nats|pulsar|rocketmq|activemq|openwire|websphere|zmtp|sqs|jms/i;

type Moved = Pick<
  WireSpan,
  'id' | 'parentId' | 'agentId' | 'shiftUs' | 'startUs' | 'endUs' | 'isAsync' | 'protocol' | 'protocolName'
>;

/**
 * Agents whose spans the tracing service moved without a good reason. It moves a host so that its spans lie inside
 * their parents on other hosts, and takes a request without an answer (no duration, placed where it was sent) and a
 * message that was read later for clocks that differ. Where all that ties a host to others is of these kinds, or the
 * shift is smaller than what a network takes, the clock may have been right.
 */
export function doubtfulAgents(spans: readonly Moved[]): Set<string> {
  const byId = new Map(spans.map((span) => [span.id, span]));
  const moved = groupBy(
    spans.filter(({ shiftUs }) => shiftUs !== 0),
    ({ agentId }) => agentId,
  );
  const doubtful = new Set<string>();
  for (const [agentId, own] of moved) {
    const isTiny = own.every(({ shiftUs }) => Math.abs(shiftUs) < leastSkewUs);
    const ties = own.filter((span) => (byId.get(span.parentId)?.agentId ?? agentId) !== agentId);
    if (isTiny || ties.every(isNoMeasure)) doubtful.add(agentId);
  }
  return doubtful;
}

function isNoMeasure({ startUs, endUs, isAsync, protocol, protocolName }: Moved): boolean {
  return endUs <= startUs || isAsync || messaging.test(protocolName || protocol);
}

type Placed = Pick<SpanNode, 'id' | 'parentId' | 'rowIds' | 'traceId' | 'point' | 'instance'>;

/**
 * Roots of other requests that the tracing service let in: it keeps a row that relates to any other row, if only to
 * one that came in with it. A root is foreign when it and all below it share no trace id with the tree that holds the
 * call: where both have trace ids, they are all different; where one has none, it is received by the same instance as
 * the call's own root, and a request is received once.
 * @param spans depth first, parents before children
 */
export function foreignRoots(spans: readonly Placed[], callId: string): Set<string> {
  const rootOf = new Map<string, string>();
  for (const { id, parentId } of spans) rootOf.set(id, parentId === null ? id : (rootOf.get(parentId) ?? id));
  const trees = groupBy(spans, ({ id }) => rootOf.get(id) ?? id);
  const own = [...trees.values()].find((tree) => tree.some(({ rowIds }) => rowIds.includes(callId)));
  const [ownRoot] = own ?? [];
  if (own === undefined || ownRoot === undefined) return new Set();
  const ownIds = traceIdsOf(own);
  const foreign = new Set<string>();
  for (const [rootId, tree] of trees) {
    const [root] = tree;
    if (tree === own || root === undefined) continue;
    const ids = traceIdsOf(tree);
    const areComparable = ids.size > 0 && ownIds.size > 0;
    const isShared = [...ids].some((id) => ownIds.has(id));
    if (areComparable ? !isShared : isReceivedLike(root, ownRoot)) foreign.add(rootId);
  }
  return foreign;
}

function traceIdsOf(spans: readonly Placed[]): Set<string> {
  return new Set(spans.flatMap(({ traceId }) => traceId?.split(', ') ?? []));
}

function isReceivedLike(root: Placed, other: Placed): boolean {
  return root.instance !== '' && root.instance === other.instance && isReceiving(root) && isReceiving(other);
}

function isReceiving({ point }: Placed): boolean {
  return point === 's' || point.startsWith('s-');
}

/** The trace with what its structure shows marked at its spans. */
export function withFaults(spans: Trace['spans'], faults: ReadonlyMap<string, readonly SpanFault[]>): Trace['spans'] {
  return spans.map((span) => {
    const more = (faults.get(span.id) ?? []).filter((fault) => !span.faults.includes(fault));
    return more.length === 0 ? span : { ...span, faults: [...span.faults, ...more] };
  });
}
