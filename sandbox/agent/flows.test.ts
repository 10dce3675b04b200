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

  it('begin once, and are reported again while they stay open', () => {
    const numbers = new RowNumbers(1);
    const later = packets.map((row) => ({ ...row, start_time: row.start_time + 1e6, end_time: row.end_time + 1e6 }));
    const news = (of: typeof packets) => new Set(flowsOf(of, numbers).map(({ isNew }) => isNew));
    expect([news(packets), news(later)]).toEqual([new Set([true]), new Set([false])]);
  });

  it('fail beside few requests, by the same kind at every point, and some never come about', () => {
    const many = Array.from({ length: 2000 }, (_one, at) =>
      packets.map((row) => ({
        ...row,
        req_tcp_seq: row.req_tcp_seq + at,
        flow_id: String(BigInt(row.flow_id) + BigInt(at)),
      })),
    ).flat();
    const failed = flowsOf(many).filter(({ requests }) => requests === 0);
    expect(failed.length / many.length).toBeGreaterThan(0.01);
    expect(failed.length / many.length).toBeLessThan(0.02);
    const kinds = new Map<string, Set<number>>();
    for (const { of, closeType } of failed) {
      const key = `${of.ip_0} ${of.ip_1} ${of.req_tcp_seq}`;
      kinds.set(key, new Set([...(kinds.get(key) ?? []), closeType]));
    }
    for (const found of kinds.values()) expect(found.size).toBe(1);
    expect(new Set(failed.map(({ closeType }) => closeType)).size).toBeGreaterThan(6);
    for (const { rttUs, retransSyn } of failed) expect(rttUs > 0 || retransSyn > 0).toBe(true);
    expect(failed.some(({ isEstablished }) => !isEstablished)).toBe(true);
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
