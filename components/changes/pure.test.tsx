import { expect, test } from 'vitest';
import { readCode } from '@/components/plugins/code/read-code';
import type { JsonRecord } from '@/lib/apisix/json-value';
import type { ChangeStatus } from '@/lib/changes/dto';
import { toListQuery } from '@/lib/changes/queries';
import { initialBulk, toBulkWish, withCode, withoutCode, withPlugin, withSetting } from './bulk/bulk-wish';
import { possibleActions } from './change-controls';
import { canUndo, wishWords } from './change-words';
import { initialReview, type ReviewValues, toStartInput } from './review-values';
import { testChange, testCounts, testOutcomes } from './testing-changes';

const otel = { kind: 'route_plugin', plugin: 'opentelemetry' } as const;

test.each([
  [{ state: 'off' }, 'off', null],
  [{ state: 'on' }, 'onKept', null],
  [{ state: 'on', config: { sampler: { name: 'trace_id_ratio', options: { fraction: 0.1 } } } }, 'onWith', '10 %'],
  [{ state: 'on', config: { additional_attributes: ['host'] } }, 'onWith', 'additional_attributes'],
  [{ state: 'exactly', config: null }, 'none', null],
  [{ state: 'exactly', config: { x: 1 } }, 'exactlyPlain', null],
] as const)('the wish %j is said as %s, %s', (wish, key, detail) => {
  const words = wishWords(otel, wish as never, 'person');
  expect(words).toMatchObject({ key, frame: null });
  expect(words.detail && (words.detail.percent || words.detail.keys)).toBe(detail);
});

test('what takes back or restores says so', () => {
  expect(wishWords(otel, { state: 'off' }, 'undo').frame).toBe('undo');
  expect(wishWords(otel, { state: 'off' }, 'timer').frame).toBe('restore');
});

test.each<[ChangeStatus, string[]]>([
  ['planned', []],
  ['running', ['pause', 'stop']],
  ['paused', ['resume', 'stop', 'retry']],
  ['halted', ['resume', 'stop', 'retry']],
  ['interrupted', ['resume', 'stop', 'retry']],
  ['stopped', ['retry']],
  ['done', ['retry']],
])('a change that is %s, with a failure, can be: %j', (status, actions) => {
  expect(possibleActions(testChange({ status, counts: testCounts({ total: 3, written: 2, failed: 1 }) }))).toEqual(
    actions,
  );
});

test('a timed change can be kept, and an undone or running one not undone', () => {
  expect(possibleActions(testChange({ revertAt: 1, revertState: 'waiting' }))).toEqual(['cancel_revert']);
  expect(canUndo(testChange())).toBe(true);
  expect(canUndo(testChange({ undoneBy: 'c2' }))).toBe(false);
  expect(canUndo(testChange({ status: 'running' }))).toBe(false);
  expect(canUndo(testChange({ counts: testCounts({ total: 1, failed: 1 }) }))).toBe(false);
  expect(canUndo(testChange({ counts: testCounts({ total: 1, unknown: 1 }) }))).toBe(true);
});

const review = (some: Partial<ReviewValues>): ReviewValues => ({
  ...initialReview({ outcomes: testOutcomes({ will_change: 5, twice: 2, blocked: 1 }) }),
  ...some,
});

test('only what changes by itself is chosen at first', () => {
  expect(review({}).outcomes).toEqual(['will_change']);
});

test('steps, bounds and the time of a restore are sent as entered', () => {
  expect(toStartInput(review({}), 0)).toEqual({ outcomes: ['will_change'], options: null, revertAt: null });
  expect(
    toStartInput(
      review({
        inSteps: true,
        wait: '5',
        haltErrors: '0,5',
        haltLatency: '20',
        timing: { kind: 'quarter', until: null },
      }),
      1000,
    ),
  ).toEqual({
    outcomes: ['will_change'],
    options: { steps: [1, 10, 100], waitS: 5, halt: { errorRatePoints: 0.5, latencyPercent: 20 } },
    revertAt: 901_000,
  });
  expect(toStartInput(review({ inSteps: true, halts: false, haltErrors: 'x' }), 0)?.options?.halt).toBeNull();
});

test.each([
  { outcomes: [] },
  { inSteps: true, wait: '-1' },
  { inSteps: true, haltErrors: '' },
  { inSteps: true, haltLatency: '0' },
  { timing: { kind: 'until', until: null } },
  { timing: { kind: 'until', until: 999 } },
] satisfies Partial<ReviewValues>[])('%j is not sent', (some) => {
  expect(toStartInput(review(some), 1000)).toBeNull();
});

test('a bulk wish names only what was set', () => {
  const form = (some: Partial<typeof initialBulk.form>) => ({ ...initialBulk, form: { ...initialBulk.form, ...some } });
  expect(toBulkWish(form({ percent: '2,5' }))).toEqual({
    state: 'on',
    config: { sampler: { name: 'trace_id_ratio', options: { fraction: 0.025 } } },
  });
  expect(toBulkWish(form({ percent: '101' }))).toBeNull();
  expect(toBulkWish({ ...initialBulk, wish: 'onKept' })).toEqual({ state: 'on' });
  expect(toBulkWish(withPlugin(initialBulk, 'prometheus'))).toEqual({ state: 'on', config: { prefer_name: true } });
  expect(toBulkWish(form({ sampler: 'parent_base', root: 'always_on' }))).toEqual({
    state: 'on',
    config: { sampler: { name: 'parent_base', options: { root: { name: 'always_on' } } } },
  });
});

test('a bulk edit leaves on each route what it does not name, and an empty list takes the key away', () => {
  const without = withSetting(initialBulk, 'sampler', false);
  expect(toBulkWish(without)).toBeNull();
  const attributes = withSetting(without, 'additional_attributes', true);
  expect(toBulkWish(attributes)).toEqual({ state: 'on', config: { additional_attributes: null } });
  const both = withSetting(attributes, 'filter', true);
  expect(toBulkWish({ ...both, form: { ...both.form, attributes: ['uri'], filter: '[["uri", "==", "/a"]]' } })).toEqual(
    {
      state: 'on',
      config: { additional_attributes: ['uri'], _meta: { filter: [['uri', '==', '/a']] } },
    },
  );
  expect(toBulkWish({ ...both, form: { ...both.form, filter: '[' } })).toBeNull();
});

test('a range that moves with the clock is sent in numbers', () => {
  expect(toListQuery({ since: 'now-1h', until: '1700000000000', q: 'x' }, 3_600_000)).toEqual({
    ...{ q: 'x', from: 0, to: 1_700_000_000_000 },
  });
});

test('the settings for many routes as text say what the fields say, and back, and what the fields cannot say stays text', () => {
  const read = (config: JsonRecord) => readCode(JSON.stringify(config), 'json', { schema: null, setsOnly: true });
  const written = (config: JsonRecord) => {
    const opened = withCode(initialBulk);
    return { ...opened, code: opened.code && { ...opened.code, reading: read(config) } };
  };
  const opened = withCode(initialBulk);
  expect(toBulkWish(opened)).toEqual(toBulkWish(initialBulk));
  expect(JSON.parse(opened.code?.text.text ?? '')).toEqual({
    sampler: { name: 'trace_id_ratio', options: { fraction: 0.1 } },
  });
  expect(withoutCode(opened)).toEqual(initialBulk);

  const config = { additional_attributes: null, _meta: { filter: [['uri', '==', '/a']] } };
  expect(toBulkWish(written(config))).toEqual({ state: 'on', config });
  const back = withoutCode(written(config));
  expect(back).toMatchObject({ code: null, sets: ['additional_attributes', 'filter'], form: { percent: '10' } });
  expect(back && toBulkWish(back)).toEqual({ state: 'on', config });

  expect(toBulkWish(written({}))).toBeNull();
  expect(withoutCode(written({ sampler: { name: 'always_on', x_new: 1 } }))).toBeNull();
  expect(
    toBulkWish({ ...opened, code: opened.code && { ...opened.code, reading: { config: null, errors: [] } } }),
  ).toBeNull();
});
