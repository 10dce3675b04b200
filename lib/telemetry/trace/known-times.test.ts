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

test('what is drawn at the end of the axis because its time is to come says no time of the axis', () => {
  const spans = [
    plainSpan({ id: 'root', startUs: base, endUs: base + 1000 }),
    plainSpan({ id: 'ahead', parentId: 'root', startUs: 4e15, endUs: 4e15 + 5 }),
    plainSpan({ id: 'runs on', parentId: 'root', service: 'pay', serviceId: 'pay', startUs: base + 200, endUs: 4e15 }),
    plainSpan({ id: 'right', parentId: 'runs on', startUs: base + 300, endUs: base + 400 }),
  ];
  const { opened } = layOut({ callId: null, fileName: 'f', spans, notices: [] }, base + 1e9);
  const drawn = Object.fromEntries(opened.tables.ids.map((id, at) => [id, knownTimes(opened, at)]));
  expect(opened.endUs - opened.startUs).toBe(1000);
  expect(drawn).toEqual({
    // Nobody knows how long its children ran.
    root: { start: 0, durationUs: 1000, selfUs: null },
    ahead: { start: null, durationUs: null, selfUs: null },
    'runs on': { start: 200, durationUs: null, selfUs: null },
    right: { start: 300, durationUs: 100, selfUs: 100 },
  });
  // Nobody waited for what runs on until then.
  expect([...opened.columns.critical]).toEqual([1000, 0, 0, 0]);
  expect(opened.tables.services.map(({ id, selfUs }) => [id, selfUs])).toEqual([
    ['shop', 100],
    ['pay', null],
  ]);
});

test('where all lies ahead, all is drawn where it says and told', () => {
  const span = plainSpan({ id: 'a', startUs: 4e15, endUs: 4e15 + 500 });
  const { opened } = layOut({ callId: null, fileName: 'f', spans: [span], notices: [] }, base);
  expect(knownTimes(opened, 0)).toEqual({ start: 0, durationUs: 500, selfUs: 500 });
});
