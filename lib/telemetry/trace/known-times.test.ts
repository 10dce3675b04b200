import { expect, test } from 'vitest';
import type { Span } from '@/lib/deepflow/dto';
import { knownTimes } from './known-times';
import { layOut } from './lay-out';
import { plainSpan } from './testing-spans';

const base = 1_795_333_000_000_000;

function timesOf(over: Partial<Span>) {
  const root = plainSpan({ id: 'root', startUs: base, endUs: base + 1000 });
  const span = plainSpan({ id: 'a', parentId: 'root', startUs: base + 100, endUs: base + 300, ...over });
  const { opened } = layOut({ callId: null, fileName: 'f', spans: [root, span], notices: [] }, base + 1e9);
  const index = opened.tables.ids.indexOf('a');
  return { ...knownTimes(opened, index, span), drawn: knownTimes(opened, index) };
}

test('a duration that the record does not tell is not known, never a number of years or one below zero', () => {
  const plain = { start: 100, durationUs: 200, selfUs: 200 };
  expect(timesOf({})).toEqual({ ...plain, drawn: plain });
  expect(timesOf({ startUs: 0 }).durationUs).toBeNull();
  expect(timesOf({ endUs: 4e15 }).durationUs).toBeNull();
  expect(timesOf({ endUs: 0 }).durationUs).toBeNull();
  expect(timesOf({ endUs: base + 50, durationUs: 0 }).durationUs).toBeNull();
  expect(timesOf({ endUs: base + 100, faults: ['no_end'] }).durationUs).toBeNull();
  expect(timesOf({ endUs: Number.NaN })).toMatchObject({ start: 100, durationUs: null });
  expect(timesOf({ startUs: Number.NaN })).toMatchObject({ start: null, durationUs: null });
  for (const over of [{ startUs: 0 }, { endUs: 0 }, { faults: ['no_end'] as const }, { startUs: Number.NaN }])
    expect(timesOf({ ...over, faults: [...(over.faults ?? [])] }).drawn).toMatchObject({
      durationUs: null,
      selfUs: null,
    });
});

test('one that was measured stands whatever its clock says: reset, ahead, or set back in between', () => {
  expect(timesOf({ startUs: 7e6, endUs: 7e6 + 500 }).durationUs).toBe(500);
  expect(timesOf({ startUs: 4e15, endUs: 4e15 + 500 }).durationUs).toBe(500);
  expect(timesOf({ endUs: base + 50, durationUs: 70 }).durationUs).toBe(70);
});
