import 'server-only';
import type { FlowFacts } from '@/lib/deepflow/flows';
import { groupBy } from '@/lib/deepflow/group-by';
import type { GatewayConfig } from '@/lib/server/config';
import { upstreamProblem } from '@/lib/server/upstream';
import { reportsOfFlows } from './peer-statements';
import { id, query, type Row } from './querier';
import type { FlowCounter } from './sql';

export type FlowQuery = { flowIds: string[]; fromMs: number; toMs: number };

/** An open connection is reported once a minute, and when it ends: a limit below that would take from its counters. */
const reportsPerMinute = 2;
/** A connection is reported up to a minute after what happened on it. */
const lateS = 60;

/**
 * What DeepFlow reported of some TCP connections around a stretch of time, in the order of their ids; connections
 * without a report are left out. eBPF rows have flow_ids too, of which l4_flow_log knows nothing.
 */
export async function getFlows(
  gateway: GatewayConfig,
  { flowIds, fromMs, toMs }: FlowQuery,
  signal?: AbortSignal,
): Promise<FlowFacts[]> {
  const range = { fromS: Math.floor(fromMs / 1000), toS: Math.ceil(toMs / 1000) + lateS };
  const minutes = Math.ceil((range.toS - range.fromS) / 60) + 1;
  const most = flowIds.length * minutes * reportsPerMinute;
  const reports = await query(gateway, reportsOfFlows(flowIds, range, most), { signal });
  const byFlow = groupBy(reports, (row) => id(row, 'flow'));
  return flowIds.flatMap((flowId) => {
    const rows = byFlow.get(flowId);
    return rows ? [factsOf(flowId, rows)] : [];
  });
}

/** Reports come oldest first; counters are of the time since the one before. */
function factsOf(flowId: string, rows: readonly Row[]): FlowFacts {
  const sum = (name: FlowCounter) => rows.reduce((total, row) => total + measured(row, name), 0);
  const handshake = rows.map((row) => measured(row, 'rtt')).find((us) => us > 0);
  return {
    flowId,
    rttUs: handshake === undefined ? null : Math.round(handshake),
    retransmissions: { client: sum('retrans_tx'), server: sum('retrans_rx') },
    synRetransmissions: sum('retrans_syn') + sum('retrans_synack'),
    zeroWindows: { client: sum('zero_win_tx'), server: sum('zero_win_rx') },
    bytes: { up: sum('byte_tx'), down: sum('byte_rx') },
    packets: { up: sum('packet_tx'), down: sum('packet_rx') },
  };
}

/** A counter, which may be stored as floating point; nothing measured is 0. */
function measured(row: Row, name: FlowCounter): number {
  const value = row[name];
  if (value === null) return 0;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  const found = value === undefined ? 'is missing' : `is ${typeof value}`;
  throw upstreamProblem('querier', 'upstream_contract', `Column ${name} ${found}.`, undefined, name);
}
