import { expect } from 'vitest';
import type { ConnectionNumbers, FailureKind } from '@/lib/deepflow/network';
import type { Flow } from '@/sandbox/agent/flows';
import { type Grid, inBuckets, mean, rank, sum } from './known-numbers';

/** By `close_type` of DeepFlow (server/querier/db_descriptions), those that occur in the sandbox. */
const failureOf: Record<number, FailureKind> = {
  ...{ 2: 'server_rst_flow', 3: 'tcp_timeout', 7: 'server_syn_miss', 9: 'client_rst_flow', 10: 'client_ack_miss' },
  ...{ 11: 'client_half_close_flow', 15: 'server_reset', 17: 'server_queue_lack', 19: 'server_establish_other_rst' },
};

type Range = { fromMs: number; toMs: number };
const shown = (value: number | null | undefined) => (value == null ? null : expect.closeTo(value, 3));

/** Each line of the charts of connections, null where it is a gap. */
export function overTime({ totals: _, failures, ...lines }: ConnectionNumbers, { times }: Grid) {
  return times.map((_time, at) => ({
    ...Object.fromEntries(Object.entries(lines).map(([name, values]) => [name, values[at] ?? null])),
    failures: Object.fromEntries(Object.entries(failures).map(([kind, values]) => [kind, values[at] ?? null])),
  }));
}

/** The same of what agents write of connections: a bucket has those that ended in it. */
export function flowsOverTime(flows: readonly Flow[], grid: Grid, range: Range) {
  const kinds = [...new Set(flows.flatMap(({ closeType }) => failureOf[closeType] ?? []))];
  const atOf = ({ endUs }: Flow) => Math.floor((endUs / 1e6 - (grid.times[0] ?? 0)) / grid.stepS);
  const last = Math.max(...flows.map(atOf));
  return inBuckets([], grid, range).map(({ seconds }, at) => {
    const some = flows.filter((flow) => atOf(flow) === at);
    const total = (value: (flow: Flow) => number) => sum(some.map(value));
    // The first calls lie in the first bucket, since the range begins with them.
    const known = <Value>(value: Value) => (at <= last ? value : null);
    const retransmissions = total(({ retransTx, retransRx }) => retransTx + retransRx);
    const packets = total(({ packetsTx, packetsRx }) => packetsTx + packetsRx);
    const rtts = some.map(({ rttUs }) => rttUs).filter((us) => us > 0);
    return {
      // A client's `tx` is what the gateway received.
      sent: known(shown(total(({ bytesRx }) => bytesRx) / seconds)),
      received: known(shown(total(({ bytesTx }) => bytesTx) / seconds)),
      opened: known(some.length),
      retransmissions: known(retransmissions),
      retransmittedShare: packets === 0 ? null : shown(retransmissions / packets),
      zeroWindows: known(total(({ zeroWindowsTx, zeroWindowsRx }) => zeroWindowsTx + zeroWindowsRx)),
      rttMean: shown(mean(rtts)),
      rttMax: rank(rtts, 1),
      failures: Object.fromEntries(
        kinds.map((kind) => [kind, known(some.filter(({ closeType }) => failureOf[closeType] === kind).length)]),
      ),
    };
  });
}
