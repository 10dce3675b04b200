import { expect, test } from 'vitest';
import { traceRow } from './testing-rows';
import { nodesOfRows } from './trace-from-rows';
import { completedByRows } from './trace-join';
import { buildTrace } from './trace-model';

const span = (id: string, spanId: string, parentSpanId = '') =>
  traceRow({ id, kind: 'A', point: 's-app', spanId, parentSpanId });
const faultsOf = (spans: readonly { id: string; faults: readonly string[] }[]) =>
  Object.fromEntries(spans.map(({ id, faults }) => [id, faults]));

test('a row that names itself as its parent is a root and marked as a ring', () => {
  const { spans, notices } = buildTrace('1', nodesOfRows([span('1', 'a', 'a'), span('2', 'b', 'a')]), []);
  expect(spans.map(({ id, parentId }) => [id, parentId])).toEqual([
    ['1', null],
    ['2', '1'],
  ]);
  expect(faultsOf(spans)).toEqual({ 1: ['ring'], 2: [] });
  expect(notices).toEqual([{ kind: 'rings', count: 1 }]);
});

test('rows of applications’ spans with one id are marked, and what names the id hangs below the first', () => {
  const network = traceRow({ id: '4', kind: 'N', point: 's', spanId: 'a', startUs: -10 });
  const rows = [span('1', 'a'), span('2', 'a'), span('3', 'b', 'a')];
  const { spans } = buildTrace('1', nodesOfRows(rows), []);
  expect(faultsOf(spans)).toEqual({ 1: ['equal_id'], 2: ['equal_id'], 3: [] });
  expect(spans.find(({ id }) => id === '3')?.parentId).toBe('1');
  // Unless only another one ran when it began.
  const at = (row: ReturnType<typeof span>, startUs: number, endUs: number) => ({ ...row, startUs, endUs });
  const tries = [at(span('1', 'a'), 0, 3), at(span('2', 'a'), 4, 9)];
  const later = nodesOfRows([...tries, at(span('3', 'b', 'a'), 5, 6)]);
  expect(later.find(({ id }) => id === '3')?.parentId).toBe('2');
  // One that the network’s row carries is the application’s.
  expect(faultsOf(nodesOfRows([span('1', 'a'), network]))).toEqual({ 1: [], 4: [] });
});

test('of equal ids the shortest that ran is the parent; an id that more than 100 have tells nothing', () => {
  const parentAmong = (count: number) => {
    const equals = Array.from({ length: count }, (_, at) => ({ ...span(`${at}`, 'a'), startUs: 0, endUs: 1000 - at }));
    const nodes = nodesOfRows([...equals, { ...span('child', 'b', 'a'), startUs: 5, endUs: 6 }]);
    return nodes.at(-1)?.parentId;
  };
  expect([2, 100, 101].map(parentAmong)).toEqual(['1', '99', '0']);
});

test('rows that complete the tracing service’s answer are marked alike', () => {
  const rows = [span('1', 'a', 'a'), span('2', 'b', 'b'), span('3', 'b', 'a')];
  const known = nodesOfRows(rows.slice(0, 1)).map((node) => ({ ...node, parentId: null }));
  const { nodes } = completedByRows(known, rows);
  const { spans } = buildTrace('1', nodes, []);
  expect(spans.map(({ id, parentId }) => [id, parentId])).toEqual([
    ['1', null],
    ['r3', '1'],
    ['r2', null],
  ]);
  expect(faultsOf(spans)).toEqual({ 1: [], r2: ['equal_id', 'ring'], r3: ['equal_id'] });
});

test('of thousands of requests with one X-Request-ID, or one span id, each hangs below the one that its sender served then', () => {
  const count = 3000;
  const at = (place: number) => ({ startUs: place * 10, endUs: place * 10 + 8 });
  const rows = Array.from({ length: count }, (_, place) => {
    const own = at(place);
    const served = { ...own, spanId: 'p', xRequestIds: ['x'], tcpSeq: 2 * place + 1, server: 'a' };
    const sent = { startUs: own.startUs + 1, endUs: own.endUs - 1, xRequestIds: ['x'], tcpSeq: 2 * place + 2 };
    return [
      traceRow({ ...served, id: `served ${place}` }),
      traceRow({ ...sent, id: `sent ${place}`, point: 'c-p', client: 'a', server: 'b' }),
      traceRow({
        ...sent,
        id: `span ${place}`,
        kind: 'A',
        point: 's-app',
        spanId: `${place}`,
        parentSpanId: 'p',
        instance: 'a',
      }),
    ];
  }).flat();
  const parents = new Map(nodesOfRows(rows).map(({ id, parentId }) => [id, parentId]));
  for (let place = 0; place < count; place++) {
    expect(parents.get(`sent ${place}`)).toBe(`served ${place}`);
    expect(parents.get(`span ${place}`)).toBe(`served ${place}`);
  }
});
