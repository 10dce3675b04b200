import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { newId, served, startS } from './testing-calls';
import type { FakeRow } from './testing-querier';
import { closeDeepflow, fake, openDeepflow, resetFake, split } from './testing-route';

beforeAll(openDeepflow);
afterAll(closeDeepflow);
beforeEach(resetFake);

/** What one place saw of a TCP request: so many ms after the start, for so many µs. */
function seenAt(point: string, seq: number, atMs: number, durationUs: number, part: FakeRow = {}): FakeRow {
  const start = startS * 1e6 + atMs * 1000;
  return {
    _id: newId(),
    signal_source: point.endsWith('-p') ? 3 : 0,
    observation_point: point,
    l7_protocol: 20,
    type: 2,
    req_tcp_seq: seq,
    start_time: start,
    end_time: start + durationUs,
    response_duration: durationUs,
    ...part,
  };
}

const sentBy = (syscall: number, seq: number, atMs: number, durationUs: number, part: FakeRow = {}) =>
  seenAt('c-p', seq, atMs, durationUs, {
    process_kname_0: 'openresty',
    syscall_trace_id_request: syscall,
    auto_instance_1: 'orders-1',
    ...part,
  });

const inbound = (syscall: number, seq: number, atMs: number, durationUs: number, part: FakeRow = {}) =>
  served(atMs, { response_duration: durationUs, req_tcp_seq: seq, syscall_trace_id_request: syscall, ...part });

test('every part of every bucket is what its calls were made of', async () => {
  fake.rows = [
    // Both in the first ten seconds, each seen at every place.
    inbound(11, 101, 1000, 20_000),
    seenAt('s-nd', 101, 999, 22_000),
    seenAt('s', 101, 999, 21_000),
    sentBy(11, 201, 1002, 15_000),
    seenAt('c', 201, 1002, 14_500),
    seenAt('s', 201, 1003, 13_000),
    seenAt('s-p', 201, 1003, 12_000, { process_kname_1: 'java' }),
    inbound(12, 102, 2000, 30_000),
    seenAt('c-p', 102, 1999, 33_000, { process_kname_0: 'curl' }),
    sentBy(12, 202, 2005, 20_000),
    seenAt('s', 202, 2006, 18_000),
    // Answered by the gateway itself.
    inbound(13, 103, 100_000, 1000, { response_code: 401, response_status: 4 }),
    seenAt('s-nd', 103, 100_000, 1500),
    // Nothing on the upstream's side was seen, nor before the gateway.
    inbound(14, 104, 200_000, 10_000),
    sentBy(14, 204, 200_001, 8000),
    // Never answered; and a 502 of which nobody knows what the gateway waited for.
    inbound(15, 105, 300_000, 0, { type: 0, response_status: 2, response_code: null }),
    inbound(16, 106, 400_000, 5000, { response_code: 502, response_status: 3 }),
    seenAt('s-nd', 106, 400_000, 5400),
    // Another request whose packets have the same number, much later.
    seenAt('s-nd', 104, 400_000, 900_000),
  ];
  const { parts, stepS, times, ...rest } = await split();
  expect([stepS, times.length]).toEqual([10, 60]);
  const at = (bucket: number) =>
    Object.fromEntries(Object.entries(parts).map(([part, { mean }]) => [part, mean[bucket]]));
  expect(at(0)).toEqual({ clientNetwork: 2500, gateway: 7500, upstreamNetwork: 2500, upstream: 15_000, beyond: 0 });
  expect(at(10)).toEqual({ clientNetwork: 500, gateway: 1000, upstreamNetwork: 0, upstream: 0, beyond: 0 });
  const nothing = { clientNetwork: null, gateway: null, upstreamNetwork: null, upstream: null, beyond: null };
  expect(at(20)).toEqual({ ...nothing, gateway: 2000, upstreamNetwork: 0, upstream: 0, beyond: 8000 });
  expect(at(30)).toEqual(nothing);
  expect(at(40)).toEqual({ ...nothing, clientNetwork: 400 });
  expect(at(50)).toEqual(nothing);
  expect(parts.upstream.p95[0]).toBe(18_000);
  expect(parts.gateway.known).toBe(4);
  expect(parts.clientNetwork.known).toBe(4);
  expect(parts.gateway.overallUs).toBe((5000 + 10_000 + 1000 + 2000) / 4);
  expect(rest).toMatchObject({ calls: 6, sampled: 6, selfAnswered: 1, unanswered: 1, cut: null });
  expect(rest.outermost).toEqual([
    { point: 's-nd', calls: 3 },
    { point: 'c-p', calls: 1 },
  ]);
});

test('of many calls as many are looked at as one answer can hold, and the answer says how many', async () => {
  fake.rows = Array.from({ length: 3500 }, (_one, at) => served(at * 150));
  const { calls, sampled, parts } = await split();
  expect([calls, sampled]).toEqual([3500, 3000]);
  expect(parts.gateway.known).toBe(0);
});

test('without a call there is nothing to split, and nothing is asked for', async () => {
  const { calls, parts } = await split();
  expect(calls).toBe(0);
  expect(parts.gateway).toMatchObject({ known: 0, overallUs: null });
  expect(fake.asked.join()).not.toMatch(/req_tcp_seq IN/);
});
