import { expect, test } from 'vitest';
import type { JoinedCall, Observation, Outbound } from './join-calls';
import { observation } from './testing-observations';
import { upstreamsOf } from './upstreams';

function row(startUs: number, over: Partial<Observation> = {}): Observation {
  const time = { startUs, endUs: startUs + 100_000, durationUs: 100_000 };
  return observation({ id: String(startUs), ...time, host: 'a', path: '/', syscall: '7', ...over });
}

function call(of: Observation, span: Observation | null = null): JoinedCall {
  return { row: of, span, traceIds: [...of.traceIds, ...(span?.traceIds ?? [])], routeId: null };
}

function sent(startUs: number, instance: string, over: Partial<Outbound> = {}): Outbound {
  return {
    syscall: '7',
    traceIds: [],
    spanId: '',
    sent: { startUs, instance, service: `${instance}-service`, pod: instance, durationUs: 1000, outcome: 'ok' },
    ...over,
  };
}

const instances = (calls: readonly JoinedCall[], outbound: readonly Outbound[]) => {
  const found = upstreamsOf(calls, outbound);
  return calls.map((one) => found.get(one)?.map(({ instance }) => instance) ?? []);
};

test('a request that was sent during a call of the same system call is its', () => {
  expect(instances([call(row(0))], [sent(10_000, 'pod-a')])).toEqual([['pod-a']]);
  expect(instances([call(row(0))], [sent(10_000, 'pod-a', { syscall: '8' })])).toEqual([[]]);
});

test('a call that was tried twice has both upstreams, each once', () => {
  expect(instances([call(row(0))], [sent(1, 'a'), sent(2, 'b'), sent(3, 'a')])).toEqual([['a', 'b']]);
});

test('an id that was used again for a later call does not give it the upstream of the first', () => {
  const calls = [call(row(0)), call(row(5_000_000))];
  expect(instances(calls, [sent(10_000, 'a'), sent(5_010_000, 'b')])).toEqual([['a'], ['b']]);
});

test('a request that two calls could have caused is nobody’s, unless it carries the ids of one', () => {
  const span = row(50, { source: 'otel', spanId: 's1', traceIds: ['t1'] });
  const calls = [call(row(0), span), call(row(20))];
  expect(instances([call(row(0)), call(row(20))], [sent(10_000, 'a')])).toEqual([[], []]);
  expect(instances(calls, [sent(10_000, 'a', { spanId: 's1', traceIds: ['t1'] })])).toEqual([['a'], []]);
});

test('a request of another trace is not the call’s', () => {
  const span = row(50, { source: 'otel', spanId: 's1', traceIds: ['t1'] });
  expect(instances([call(row(0), span)], [sent(10_000, 'a', { traceIds: ['t2'] })])).toEqual([[]]);
});

test('a call that was never answered may still have been sent on', () => {
  expect(instances([call(row(0, { durationUs: null, endUs: 0 }))], [sent(30_000, 'a')])).toEqual([['a']]);
});
