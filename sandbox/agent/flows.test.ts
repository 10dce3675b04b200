import { describe, expect, it } from 'vitest';
import { flowsOf } from '@/sandbox/agent/flows';
import { RowNumbers } from '@/sandbox/agent/row-numbers';
import { shopCall } from '@/sandbox/deepflow/tracing/test-rows';

const rows = shopCall({ withSpans: true });
const packets = rows.filter(({ signal_source }) => signal_source === 0);

describe('the connections of a request', () => {
  const flows = flowsOf(rows, new RowNumbers(1));

  it('are those of its rows at NICs, with their ends and times', () => {
    expect(flows.map(({ of }) => of.flow_id).sort()).toEqual([...new Set(packets.map((row) => row.flow_id))].sort());
    for (const flow of flows) {
      const own = packets.filter((row) => row.flow_id === flow.of.flow_id);
      expect(flow.startUs).toBe(Math.min(...own.map((row) => row.start_time)));
      expect(flow.endUs).toBe(Math.max(...own.map((row) => row.end_time)));
      expect(flow.requests).toBe(own.length);
      expect(flow.bytesTx).toBeGreaterThan(own.reduce((sum, row) => sum + (row.request_length ?? 0), 0));
    }
    expect(new Set(flows.map(({ _id }) => _id)).size).toBe(flows.length);
  });

  it('lose the same packets however often one looks', () => {
    const numbersOf = (all: typeof flows) =>
      all.map(({ rttUs, retransTx, retransRx }) => [rttUs, retransTx, retransRx]);
    expect(numbersOf(flowsOf(rows))).toEqual(numbersOf(flows));
  });

  it('take a handshake of both ways, seen from where they are captured', () => {
    for (const { rttUs, rttClientUs, rttServerUs, of } of flows) {
      expect(rttUs).toBe(rttClientUs + rttServerUs);
      expect(rttClientUs < rttServerUs).toBe(of.observation_point.startsWith('c'));
    }
  });

  it('carry several requests when they stay open, and end when nothing came for a minute', () => {
    const [row] = packets;
    if (row === undefined) throw new Error('no packets');
    const again = { ...row, start_time: row.start_time + 1e6, end_time: row.end_time + 1e6 };
    const later = { ...row, flow_id: '77', start_time: row.start_time + 90e6, end_time: row.end_time + 90e6 };
    const lost = { ...later, flow_id: '78', type: 0 };
    expect(flowsOf([row, again, later, lost]).map(({ requests, closeType }) => [requests, closeType])).toEqual([
      [2, 1],
      [1, 5],
      [1, 3],
    ]);
  });
});
