import { EditorState } from '@codemirror/state';
import type { EditorView } from '@codemirror/view';
import { LanguageType, PromQLExtension, promQLLanguage } from '@prometheus-io/codemirror-promql';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { PromqlAnswer, PromRange } from '@/lib/prometheus/dto';
import { checkFault } from './check-faults';
import { completionSource } from './completion-source';
import { HistoryStore, mostEntries } from './history-store';
import { prepareGraph } from './prepare-graph';
import { prepareTable, sortRows, toCsv, toJson } from './prepare-table';
import { syntaxFault } from './syntax-faults';

const rangeOf = (count: number): PromRange => ({
  times: [0, 60],
  stepS: 60,
  series: Array.from({ length: count }, (_, at) => ({ labels: { n: String(at) }, values: [at, null] })),
  total: null,
});
const options = { fromMs: 0, toMs: 60_000, isStacked: false, lines: 20 };

test('of many series the highest are drawn, each with the colour and name that it has among all', () => {
  const some = prepareGraph(rangeOf(50), options);
  expect(some.model.series.map(({ label }) => label)).toEqual(Array.from({ length: 20 }, (_, at) => String(at + 30)));
  expect(some.hidden).toBe(30);
  const all = prepareGraph(rangeOf(50), { ...options, lines: 50 });
  expect(all.model.series.slice(30)).toEqual(some.model.series);
});

test('no two of forty lines look the same', () => {
  const { series } = prepareGraph(rangeOf(40), { ...options, lines: 40 }).model;
  expect(new Set(series.map(({ colour, dash }) => `${colour} ${dash}`)).size).toBe(40);
});

test('a series has the same key in the next answer, which has others before it', () => {
  const keys = (from: number) =>
    prepareGraph({ ...rangeOf(0), series: rangeOf(5).series.slice(from) }, options).model.series.map(({ key }) => key);
  expect(keys(2)).toEqual(keys(0).slice(2));
  const [one] = rangeOf(1).series;
  const twice = prepareGraph({ ...rangeOf(0), series: one ? [one, one] : [] }, options).model.series;
  expect(new Set(twice.map(({ key }) => key)).size).toBe(2);
});

test('a stack is as high as the sum of what is there, and has a gap where nothing is', () => {
  const range: PromRange = {
    ...rangeOf(0),
    times: [0, 60, 120],
    series: [
      { labels: { n: '0' }, values: [1, null, null] },
      { labels: { n: '1' }, values: [2, 3, null] },
    ],
  };
  const stack = prepareGraph(range, { ...options, isStacked: true });
  expect(stack.isFilledUp).toBe(true);
  expect(stack.model.series.map(({ values }) => values)).toEqual([
    [1, 0, null],
    [2, 3, null],
  ]);
  expect(prepareGraph(range, options).model.series[0]?.values).toEqual([1, null, null]);
});

test('a stack is a gap where one of its samples is no number, which is not nothing', () => {
  const series = [
    { labels: { n: '0' }, values: [null, null], notNumbers: [0] },
    { labels: { n: '1' }, values: [2, 3] },
  ];
  const stack = prepareGraph({ ...rangeOf(0), times: [0, 60], series }, { ...options, isStacked: true });
  expect(stack.model.series.map(({ values }) => values)).toEqual([
    [null, 0],
    [2, 3],
  ]);
});

const instant = (texts: readonly string[]): PromqlAnswer => ({
  kind: 'instant',
  atS: 60,
  type: 'vector',
  samples: texts.map((text, at) => ({ labels: { job: 'a', n: String(at) }, timeS: 60, text })),
  total: null,
  remarks: [],
});

test('any order of any values keeps all rows, and puts what is no number last', () => {
  fc.assert(
    fc.property(fc.array(fc.double()), fc.boolean(), (values, descending) => {
      const { rows } = prepareTable(
        instant(values.map((value) => (value === Infinity ? '+Inf' : String(value)))),
        String,
      );
      const sorted = sortRows(rows, { by: { figure: 'value' }, descending });
      expect(new Set(sorted)).toEqual(new Set(rows));
      const order = sorted.map(({ figures }) => figures.value?.order ?? Number.NaN);
      const numbers = order.slice(0, order.findIndex(Number.isNaN) < 0 ? undefined : order.findIndex(Number.isNaN));
      expect(order.slice(numbers.length).every(Number.isNaN)).toBe(true);
      for (const [at, value] of numbers.slice(1).entries())
        expect(descending ? value <= (numbers[at] ?? 0) : value >= (numbers[at] ?? 0)).toBe(true);
    }),
  );
});

test('a spreadsheet gets all labels and exact numbers, and no formula', () => {
  const answer: PromqlAnswer = {
    ...(instant([]) as Extract<PromqlAnswer, { kind: 'instant' }>),
    samples: [
      { labels: { job: 'a', path: '=cmd()' }, timeS: 60, text: '-1.5' },
      { labels: { job: 'a', path: '/a,b' }, timeS: 60, text: '+Inf' },
    ],
  };
  const table = prepareTable(answer, String);
  expect(toCsv(table, table.rows)).toBe('job,path,value\r\na,\'=cmd(),-1.5\r\na,"/a,b",\'+Inf\r\n');
});

test('a range is copied with its samples, gaps left out', () => {
  const answer: PromqlAnswer = { kind: 'range', range: rangeOf(1), cutBeforeS: null, notDrawn: 0, remarks: [] };
  expect(JSON.parse(toJson(answer))).toEqual([{ labels: { n: '0' }, values: [[0, 0]] }]);
});

function memory(): Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> {
  const kept = new Map<string, string>();
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
  };
}

test('the history is bounded, newest first, each expression once, and survives the page', () => {
  const storage = memory();
  const store = new HistoryStore('g', () => storage);
  for (let at = 0; at < 60; at++) store.add({ query: `q${at}`, kind: 'range', atMs: at });
  store.add({ query: 'q30', kind: 'range', atMs: 60 });
  const again = new HistoryStore('g', () => storage).get();
  expect(again).toHaveLength(mostEntries);
  expect(again.slice(0, 2).map(({ query }) => query)).toEqual(['q30', 'q59']);
  expect(new HistoryStore('other', () => storage).get()).toEqual([]);
  store.clear();
  expect(new HistoryStore('g', () => storage).get()).toEqual([]);
});

test.each([
  ['spoilt', () => ({ ...memory(), getItem: () => '{"a":' })],
  [
    'of another form',
    () => ({ ...memory(), getItem: () => '[{"query":1},null,{"query":"q","kind":"range","atMs":1}]' }),
  ],
  [
    'closed',
    () => {
      throw new DOMException('denied');
    },
  ],
])('a storage that is %s does no harm', (_name, storage) => {
  const store = new HistoryStore('g', storage);
  expect(store.get().length).toBeLessThanOrEqual(1);
  store.add({ query: 'up', kind: 'range', atMs: 1 });
  expect(store.get()[0]?.query).toBe('up');
});

test('completion offers a metric’s labels and values, and nothing where they cannot be read', async () => {
  const source = completionSource({
    names: async () => ({ metrics: ['up'], total: null, examples: [] }),
    labels: async (metric) => {
      if (metric !== 'up') throw new Error('no');
      return { labels: [{ name: 'job', values: ['a', 'b'] }] };
    },
  });
  expect(await source.metricNames()).toEqual(['up']);
  expect(await source.labelNames('up')).toEqual(['job']);
  expect(await source.labelValues('job', 'up')).toEqual(['a', 'b']);
  expect(await source.labelValues('__name__')).toEqual(['up']);
  expect(await source.labelNames('other')).toEqual([]);
  expect(await source.labelNames()).toEqual([]);
});

const faultOf = (doc: string) =>
  syntaxFault(EditorState.create({ doc, extensions: [promQLLanguage(LanguageType.PromQL)] }));

test.each([
  ['up', null],
  ['', null],
  ['# only a remark', ['incomplete', 14]],
  ['sum by (code) (rate(apisix_http_status{code=~"5.."}[5m])) > 1e3', null],
  ['sum(rate(up[5m]', ['incomplete', 14]],
  ['sum(up) +', ['incomplete', 8]],
  ['up{a~"b"}', ['unexpected', 4]],
  ['rate(x[5m)', ['missing', 9]],
  ['up up', ['unexpected', 3]],
])('%j has this fault of syntax: %j', (query, expected) => {
  const fault = faultOf(query);
  expect(fault && [fault.kind, fault.from]).toEqual(expected);
});

test('a fault lies in the text', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'sum(rate{}[]="5m) by,+-~ '), maxLength: 40 }), (doc) => {
      const fault = faultOf(doc);
      return fault === null || (fault.from >= 0 && fault.to > fault.from && fault.to <= doc.length);
    }),
  );
});

/** By a view of which the check reads nothing but the state. */
const checked = async (doc: string) => {
  const state = EditorState.create({ doc, extensions: [promQLLanguage(LanguageType.PromQL)] });
  const check = new PromQLExtension().getLinter().promQL();
  return (await check({ state } as EditorView)).map(({ message }) => message);
};

test.each([
  ['rate(up)', 'functionType', { want: 'matrix', name: 'rate', got: 'vector' }],
  ['sum(up[5m])', 'aggregationType', { want: 'vector', got: 'matrix' }],
  ['topk(up, up)', 'parameterType', { want: 'scalar', got: 'vector' }],
  ['-"a"', 'unaryType', { got: 'string' }],
  ['rate()', 'arguments', { count: '1', name: 'rate', given: '0' }],
  ['clamp(up)', 'arguments', { count: '3', name: 'clamp', given: '1' }],
  ['round(up, 1, 2)', 'manyArguments', { count: '2', name: 'round', given: '3' }],
  ['"a" + 1', 'operandTypes', {}],
  ['1 < 2', 'scalarComparison', {}],
  ['1 + bool 2', 'boolModifier', {}],
  ['1 and 2', 'setOfScalars', {}],
  ['{}', 'noMatcher', {}],
  ['up{__name__="x"}', 'nameTwice', { one: 'up', other: 'x' }],
] as const)('what the check of the package says of %s is told apart', async (doc, kind, values) => {
  const found = (await checked(doc)).map(checkFault);
  expect(found).toContainEqual({ kind, values });
});

test('what it says of nothing known is left as it is', () => {
  expect(checkFault('no grouping allowed for set operations')).toBeNull();
});
