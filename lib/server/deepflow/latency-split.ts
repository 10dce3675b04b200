import 'server-only';
import { groupBy } from '@/lib/deepflow/group-by';
import {
  type CallSplit,
  type Hop,
  type LatencySplit,
  outermostHop,
  type SentRequest,
  splitCall,
} from '@/lib/deepflow/latency-split';
import { isSelfAnswered, responseSourceAttribute } from '@/lib/deepflow/self-answered';
import { sentFor } from '@/lib/deepflow/upstreams';
import type { GatewayConfig } from '@/lib/server/config';
import { inBuckets, sampleCalls, splitSeries } from '@/lib/telemetry/split-series';
import { bucketStarts, bucketStepS } from '@/lib/telemetry/time-range';
import { hopsOfRequests, outboundOfCalls } from './call-statements';
import { countedCalls } from './counted-calls';
import type { MetricsQuery } from './metrics';
import { toHop, toSentRequest } from './observations';
import { query, type Row } from './querier';
import { type RouteScope, routeScope } from './route-scope';
import { type RouteCall, secondsAround } from './scan';
import type { Statement } from './sql';

/** Few enough that a bucket holds some tens of the calls that are looked at. */
const points = 60;
/** Calls of which every place is read: each has up to a dozen rows. */
const mostCalls = 3000;
/** Ids and sequence numbers in one statement. */
const mostInOne = 2500;
/** A request is seen at twenty places at most. */
const mostPlaces = 20;
/** Sequence numbers come round again; a request passes all its places within this. */
const sameRequestUs = 60_000_000;

/**
 * Where the time of a route's calls went that pass the filter, from every place at which agents saw them: a sample of the calls that
 * `routeMetrics` counts, evenly over the range.
 * Throws what listCalls throws.
 */
export async function latencySplit(
  gateway: GatewayConfig,
  { filter, ...range }: MetricsQuery,
  signal?: AbortSignal,
): Promise<LatencySplit> {
  const scope = await routeScope(gateway, range, signal);
  const read = await countedCalls(scope, { filter, withParties: false, attributes: [responseSourceAttribute] });
  const { counted, ambiguous, doneToUs, source, notices } = read;
  const sinceS = doneToUs === null ? null : Math.ceil(doneToUs / 1e6);
  const buckets = { range, stepS: bucketStepS(range, points) };
  const whole = counted.filter(({ seen }) => sinceS === null || seen.endUs >= sinceS * 1e6);
  const sample = sampleCalls(whole.map(withEnd), buckets, mostCalls).map(({ call }) => call);
  const splits = await splitsOf(scope, sample, counted);
  const looked = inBuckets(sample.map(withEnd), buckets);
  const shares = inBuckets(whole.map(withEnd), buckets).map(({ length }, at) => length / (looked[at]?.length || 1));
  const exact = counted.filter(({ attribution }) => attribution.kind === 'exact').length;
  const outermost = groupBy(splits, ({ point }) => point);
  outermost.delete(null);
  return {
    times: bucketStarts(range, buckets.stepS),
    stepS: buckets.stepS,
    parts: splitSeries(splits, buckets, shares),
    calls: counted.length,
    sampled: sample.length,
    selfAnswered: splits.filter(({ isAlone }) => isAlone).length,
    unanswered: sample.filter(({ seen }) => seen.durationUs === null).length,
    outermost: [...outermost]
      .map(([point, of]) => ({ point: point ?? '', calls: of.length }))
      .sort((a, b) => b.calls - a.calls),
    source,
    attributed: { exact, computed: counted.length - exact, ambiguous: ambiguous.length },
    cut: sinceS === null ? null : { counted: counted.length, sinceS },
    keptFromS: read.keptFromS,
    notices,
  };
}

function withEnd(call: RouteCall) {
  return { call, endUs: call.seen.endUs };
}

/** `isAlone`: the gateway answered by itself. `point`: where the call was seen first; null: nowhere before the gateway. */
type Split = { endUs: number; split: CallSplit; isAlone: boolean; point: string | null };

/** The parts of each call of the sample; `all` decides whose a request of the gateway was. */
async function splitsOf(scope: RouteScope, sample: readonly RouteCall[], all: readonly RouteCall[]): Promise<Split[]> {
  const rows = sample.flatMap(({ row }) => row ?? []);
  if (rows.length === 0) return [];
  const around = secondsAround(scope, rows);
  const { tags } = scope.gateway.deepflow;
  const syscalls = new Set(rows.map(({ syscall }) => syscall).filter((syscall) => syscall !== '0'));
  const outbound: SentRequest[] = (
    await inBatches([...syscalls], (ids) =>
      ask(scope, outboundOfCalls(tags, ids, around, mostPlaces * mostInOne, { withUpstreams: true, withTimes: true })),
    )
  ).map(toSentRequest);
  const sentOf = sentFor(all, outbound);
  const sentWith = new Set(outbound.map(({ syscall }) => syscall));

  const requests = sample.flatMap((call) => sentOf.get(call) ?? []);
  const seqs = new Set([...rows, ...requests].map(({ tcpSeq }) => tcpSeq).filter((seq) => seq !== 0));
  const hops = (
    await inBatches([...seqs], (some) => ask(scope, hopsOfRequests(some, around, mostPlaces * mostInOne)))
  ).map(toHop);
  const hopsBySeq = groupBy(hops, ({ tcpSeq }) => tcpSeq);
  const hopsOf = ({ tcpSeq, startUs }: { tcpSeq: number; startUs: number }): Hop[] =>
    (hopsBySeq.get(tcpSeq) ?? []).filter((hop) => Math.abs(hop.startUs - startUs) <= sameRequestUs);

  return sample.flatMap((call): Split[] => {
    const { row, seen } = call;
    if (!row) return [];
    const inbound = hopsOf(row);
    const isAlone = isAnsweredAlone(call, sentWith.has(row.syscall));
    const sent = (sentOf.get(call) ?? []).map((request) => ({ request, hops: hopsOf(request) }));
    const split = splitCall({ row, inbound, sent, isSelfAnswered: isAlone });
    const point = split.clientNetwork === null ? null : (outermostHop(inbound)?.point ?? null);
    return [{ endUs: seen.endUs, split, isAlone: isAlone && row.durationUs !== null, point }];
  });
}

/**
 * By the gateway's own word; or because its process was watched and sent nothing within the call's system call. An answer
 * that a gateway gives after it failed to reach an upstream (5xx) is none of these.
 */
function isAnsweredAlone({ row, span }: RouteCall, hasSent: boolean): boolean {
  if (row?.source !== 'ebpf') return false;
  const told = span?.extra?.[responseSourceAttribute];
  if (isSelfAnswered(row.status, told)) return true;
  // The span names who answered; requests to it may be unseen, as those by TLS are.
  if (told !== undefined && told !== '') return false;
  return !hasSent && row.syscall !== '0' && row.status !== null && row.status >= 300 && row.status < 500;
}

async function inBatches<Of>(all: readonly Of[], read: (some: Of[]) => Promise<Row[]>): Promise<Row[]> {
  const rows: Row[] = [];
  for (let at = 0; at < all.length; at += mostInOne) rows.push(...(await read(all.slice(at, at + mostInOne))));
  return rows;
}

function ask({ gateway, signal }: RouteScope, statement: Statement): Promise<Row[]> {
  return query(gateway, statement, { signal });
}
