import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Hop, type SentRequest, type SplitCall, splitCall } from './latency-split';

const hop = (point: string, durationUs: number | null): Hop => ({ tcpSeq: 1, point, startUs: 0, durationUs });
const request = (startUs: number, durationUs: number | null): SentRequest => ({
  syscall: '1',
  traceIds: [],
  spanId: '',
  tcpSeq: 2,
  startUs,
  endUs: startUs + (durationUs ?? 0),
  durationUs,
});
const call = (part: Partial<SplitCall>): SplitCall => ({
  row: { source: 'ebpf', durationUs: 100 },
  inbound: [],
  sent: [],
  isSelfAnswered: false,
  ...part,
});
const nothing = { clientNetwork: null, gateway: null, upstreamNetwork: null, upstream: null, beyond: null };

describe('the parts of one call', () => {
  test('add up to its duration where it was seen first', () => {
    const us = fc.nat(1_000_000);
    fc.assert(
      fc.property(
        us,
        us,
        fc.array(fc.record({ network: us, work: us, gap: us }), { minLength: 1 }),
        (client, own, tries) => {
          let at = 0;
          const sent = tries.map(({ network, work, gap }) => {
            at += gap;
            const one = { request: request(at, network + work), hops: [hop('c-p', network + work), hop('s-p', work)] };
            at += network + work;
            return one;
          });
          const away = tries.reduce((sum, { network, work }) => sum + network + work, 0);
          const served = own + away;
          const parts = splitCall(
            call({ row: { source: 'ebpf', durationUs: served }, inbound: [hop('s-nd', served + client)], sent }),
          );
          const sum = Object.values(parts).reduce<number>((total, value) => total + (value ?? 0), 0);
          expect(sum).toBe(served + client);
          expect([parts.clientNetwork, parts.gateway, parts.beyond]).toEqual([client, own, 0]);
        },
      ),
    );
  });

  test('behind the gateway are unknown of requests at the same time, and of one without an answer', () => {
    const both = [request(0, 40), request(20, 40)].map((one) => ({ request: one, hops: [] }));
    expect(splitCall(call({ sent: both }))).toEqual(nothing);
    expect(splitCall(call({ sent: [{ request: request(0, null), hops: [] }] }))).toEqual(nothing);
  });

  test('are 0 behind the gateway only where it is sure that it sent nothing', () => {
    expect(splitCall(call({}))).toEqual(nothing);
    expect(splitCall(call({ isSelfAnswered: true }))).toEqual({
      clientNetwork: null,
      gateway: 100,
      upstreamNetwork: 0,
      upstream: 0,
      beyond: 0,
    });
  });

  test('leave out a point at which two requests were in one packet, and one that saw no answer', () => {
    const inbound = [hop('s-nd', 900), hop('s-nd', 300), hop('c', null), hop('s', 130)];
    expect(splitCall(call({ inbound })).clientNetwork).toBe(30);
  });

  test('end at the gateway where only its interface is watched', () => {
    const seen = call({
      row: { source: 'packet', durationUs: 100 },
      inbound: [hop('s-nd', 120)],
      isSelfAnswered: true,
    });
    expect(splitCall(seen)).toEqual({ ...nothing, clientNetwork: 20 });
  });
});
