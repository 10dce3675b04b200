import { expect, test } from 'vitest';
import { type ConnectionNumbers, type FailureKind, failureKinds, type RouteNetwork } from '@/lib/deepflow/network';
import { type NetworkWords, prepareNetworkCharts } from './prepare-network-charts';

const one = [1, 2];
const network: RouteNetwork = {
  times: [0, 60],
  stepS: 60,
  precision: '1m',
  gateways: ['gw-1'],
  clients: numbersWith([]),
  upstreams: [],
  others: null,
  calls: 0,
  completeToS: 60,
  notices: [],
};
const failure = Object.fromEntries(failureKinds.map((kind) => [kind, kind])) as Record<FailureKind, string>;
const words: NetworkWords = {
  ...{ sent: '', received: '', share: '', retransmissions: '', zeroWindows: '', mean: '', max: '', opened: '' },
  failure,
};

function numbersWith(kinds: readonly FailureKind[]): ConnectionNumbers {
  return {
    sent: one,
    received: one,
    opened: one,
    retransmissions: one,
    retransmittedShare: one,
    zeroWindows: one,
    failures: Object.fromEntries(kinds.map((kind) => [kind, one])),
    rttMean: one,
    rttMax: one,
    totals: { bytes: 0, packets: 1, retransmissions: 0, zeroWindows: 0, opened: 0, failed: 1, rttMaxUs: null },
  };
}

function colours(kinds: readonly FailureKind[]) {
  const shape = { kinds, perS: network.stepS };
  const { failures } = prepareNetworkCharts(
    { numbers: numbersWith(kinds) },
    network,
    { fromMs: 0, toMs: 1 },
    words,
    shape,
  );
  return new Map(failures?.series.map(({ key, colour }) => [key, colour]));
}

test('no two kinds of failed connections share a colour', () => {
  expect(new Set(colours(failureKinds).values()).size).toBe(failureKinds.length);
});

test('a kind keeps its colour whichever others occur', () => {
  const all = colours(failureKinds);
  for (const kind of failureKinds) expect(colours([kind])).toEqual(new Map([[kind, all.get(kind)]]));
});
