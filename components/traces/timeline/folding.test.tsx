import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { traceParams } from '@/components/traces/trace-params';
import { anySpans } from '@/lib/telemetry/trace/testing-spans';
import { foldedFromLevel, foldedService } from '@/lib/telemetry/trace/visible-rows';
import {
  type FoldStep,
  fittingSteps,
  foldedBy,
  foldService,
  foldSpans,
  foldToLevel,
  noSteps,
  readFoldStep,
  writeFoldStep,
} from './folding';
import { testOpened } from './test-opened';

const deed = fc.oneof(
  fc.record({ kind: fc.constant('levels' as const), levels: fc.option(fc.integer({ min: 1, max: 5 }), { nil: null }) }),
  fc.record({ kind: fc.constant('service' as const), place: fc.nat(3), isFolded: fc.boolean() }),
  fc.record({
    kind: fc.constant('spans' as const),
    at: fc.uniqueArray(fc.nat(12), { maxLength: 4 }),
    isFolded: fc.boolean(),
  }),
);

const inAddress = (steps: readonly FoldStep[]) => traceParams.fold.serialize([...steps]);

describe('folding as steps', () => {
  test('is what doing it to the set of folded spans would be, one after the other, and comes back from the address', () => {
    fc.assert(
      fc.property(anySpans, fc.array(deed, { maxLength: 12 }), (spans, deeds) => {
        const opened = testOpened(spans);
        const { columns, tables } = opened;
        let expected = new Set<number>();
        let steps = noSteps;
        for (const one of deeds) {
          if (one.kind === 'levels') {
            steps = foldToLevel(one.levels);
            expected = one.levels === null ? new Set() : foldedFromLevel(columns, one.levels - 1);
          } else if (one.kind === 'service') {
            const id = tables.services[one.place]?.id;
            if (id === undefined) continue;
            steps = foldService(steps, id, one.isFolded);
            if (one.isFolded) for (const at of foldedService(columns, one.place)) expected.add(at);
            else for (const at of [...expected]) if (columns.service[at] === one.place) expected.delete(at);
          } else {
            const at = one.at.filter((index) => index < columns.count);
            steps = foldSpans(steps, opened, at, one.isFolded);
            for (const index of at) one.isFolded ? expected.add(index) : expected.delete(index);
          }
          expect([...foldedBy(steps, opened)].sort()).toEqual([...expected].sort());
        }
        if (tables.ids.some((id) => id === '')) return;
        expect(foldedBy(traceParams.fold.parse(inAddress(steps)) ?? [], opened)).toEqual(foldedBy(steps, opened));
      }),
    );
  });

  test('as a trace is opened nothing is said, and neither is what was taken back', () => {
    const opened = testOpened([]);
    expect(traceParams.fold.defaultValue).toEqual([]);
    expect(foldService(foldService(noSteps, 'a', true), 'a', false)).toEqual([]);
    expect(foldSpans(foldToLevel(2), opened, [], true)).toEqual(foldToLevel(2));
    expect(foldToLevel(null)).toEqual([]);
  });

  test('ids with commas, dots and letters of any script are found again; what is no step is left out', () => {
    const steps: FoldStep[] = [
      { kind: 'levels', levels: 3 },
      { kind: 'service', id: 'a,b.c', isFolded: true },
      { kind: 'span', id: '网关,1', isFolded: false },
    ];
    expect(traceParams.fold.parse(inAddress(steps))).toEqual(steps);
    for (const text of ['', 'l0', 'l', 'x.a', 'c.', 'lx']) expect(readFoldStep(text)).toBeNull();
    for (const step of steps) expect(readFoldStep(writeFoldStep(step))).toEqual(step);
  });

  test('an address holds what it has room for: the rules, then the earlier of the single spans', () => {
    const spans = Array.from(
      { length: 200 },
      (_, at): FoldStep => ({ kind: 'span', id: `span-${at}`, isFolded: true }),
    );
    const service: FoldStep = { kind: 'service', id: 'shop', isFolded: true };
    const fitting = fittingSteps([...spans, service]);
    expect(fitting.length).toBeLessThan(150);
    expect(fitting.slice(0, 50)).toEqual(spans.slice(0, 50));
    expect(fitting.at(-1)).toEqual(service);
    expect(inAddress(fitting).length).toBeLessThanOrEqual(1200);
    expect(fittingSteps(spans.slice(0, 40))).toHaveLength(40);
  });
});
