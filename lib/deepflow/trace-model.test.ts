import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { SpanNode } from './span-node';
import { buildTrace } from './trace-model';

function node(
  id: string,
  parentId: string | null,
  startUs: number,
  endUs: number,
  part: Partial<SpanNode> = {},
): SpanNode {
  return {
    id,
    parentId,
    kind: 'A',
    name: id,
    service: null,
    serviceId: null,
    point: 's-app',
    instance: '',
    protocol: 'HTTP',
    startUs,
    endUs,
    durationUs: endUs - startUs,
    outcome: 'ok',
    status: 200,
    traceId: null,
    spanId: null,
    routeId: null,
    rowIds: [id],
    attributes: [],
    host: '',
    flowId: null,
    faults: [],
    shiftUs: 0,
    linkedBy: null,
    ...part,
  };
}

const shape = (nodes: SpanNode[]) =>
  buildTrace('1', nodes, []).spans.map(({ id, parentId }) => `${id}<${parentId ?? ''}`);

test('spans come depth first, siblings by start, the longer one of two that start together first', () => {
  const nodes = [
    node('c', 'a', 5, 6),
    node('b', 'a', 2, 4),
    node('d', 'b', 3, 4),
    node('a', null, 0, 9),
    node('e', 'a', 2, 8),
  ];
  expect(shape(nodes)).toEqual(['a<', 'e<a', 'b<a', 'd<b', 'c<a']);
});

test('a span whose parent is missing or itself is a root', () => {
  expect(shape([node('a', 'gone', 0, 1), node('b', 'b', 2, 3)])).toEqual(['a<', 'b<']);
});

test('a ring is opened at the span that starts first', () => {
  expect(shape([node('a', 'c', 5, 9), node('b', 'a', 1, 9), node('c', 'b', 3, 9), node('d', 'c', 4, 5)])).toEqual([
    'b<',
    'c<b',
    'd<c',
    'a<c',
  ]);
});

test('time is its own where no child runs; children may overlap, stick out and last no time', () => {
  const nodes = [
    node('a', null, 0, 100),
    node('b', 'a', 10, 40),
    node('c', 'a', 30, 50),
    node('d', 'a', 90, 130),
    node('z', 'a', 60, 60),
  ];
  expect(buildTrace('1', nodes, []).spans[0]?.selfUs).toBe(50);
});

test('a service has the self times of its spans, and the trace everything from first start to last end', () => {
  const service = { service: 'shop', serviceId: '7' };
  const trace = buildTrace(
    '1',
    [node('a', null, 10, 100, service), node('b', 'a', 20, 130, service), node('c', 'a', 30, 40)],
    [],
  );
  expect(trace.services).toEqual([{ id: '7', name: 'shop', selfUs: 120 }]);
  expect([trace.startUs, trace.endUs]).toEqual([10, 130]);
});

test('no spans are an empty trace', () => {
  expect(buildTrace('1', [], [])).toMatchObject({ spans: [], services: [], startUs: 0, endUs: 0 });
});

test('whatever the parents say, every span is there once, after its parent', () => {
  const parents = fc.array(fc.option(fc.integer({ min: 0, max: 20 })), { maxLength: 20 });
  fc.assert(
    fc.property(parents, fc.func(fc.integer({ min: 0, max: 50 })), (list, startOf) => {
      const nodes = list.map((parent, at) => {
        const start = startOf(at);
        return node(`${at}`, parent === null ? null : `${parent}`, start, start + startOf(at, 1));
      });
      const { spans } = buildTrace('1', nodes, []);
      expect(spans.map(({ id }) => id).sort()).toEqual(nodes.map(({ id }) => id).sort());
      const seen = new Set<string>();
      for (const span of spans) {
        if (span.parentId !== null) expect(seen).toContain(span.parentId);
        seen.add(span.id);
      }
    }),
  );
});

test('a chain of 100,000 spans needs no deep stack', () => {
  const nodes = Array.from({ length: 100_000 }, (_, at) => node(`${at}`, at === 0 ? null : `${at - 1}`, at, 200_000));
  expect(buildTrace('1', nodes, []).spans).toHaveLength(100_000);
});

const faultsOf = (callId: string, nodes: SpanNode[]) =>
  Object.fromEntries(buildTrace(callId, nodes, []).spans.map(({ id, faults }) => [id, faults]));

test('a span that names a parent which is not there is named, one whose parent was seen otherwise is not', () => {
  const nodes = [
    node('a', null, 0, 9, { parentSpanId: 'unseen' }),
    node('b', 'gone', 1, 2),
    node('c', null, 3, 4, { parentSpanId: 's1' }),
    node('d', null, 3, 4, { kind: 'S', spanId: 's1' }),
  ];
  expect(faultsOf('1', nodes)).toEqual({ a: ['missing_parent'], b: ['missing_parent'], c: [], d: [] });
  const { spans, notices } = buildTrace('1', nodes, []);
  expect(notices).toEqual([{ kind: 'missing_parents', count: 2 }]);
  // By the id that the span itself gives; a key of an answer says nothing outside of it.
  expect(spans.map(({ id, parentId }) => [id, parentId])).toEqual([
    ['a', 'unseen'],
    ['b', null],
    ['c', null],
    ['d', null],
  ]);
});

test('a missing parent is not named by an id that a span of the trace has', () => {
  const seen = node('seen', null, 0, 9, { kind: 'S', spanId: 's1' });
  const { spans } = buildTrace('1', [seen, node('a', 'gone', 1, 2, { parentSpanId: 's1' })], []);
  expect(spans.map(({ parentId, faults }) => [parentId, faults])).toEqual([
    [null, []],
    [null, ['missing_parent']],
  ]);
});

test('where a ring was opened is named', () => {
  const nodes = [node('a', 'b', 1, 9), node('b', 'a', 0, 9), node('c', 'c', 5, 6)];
  expect(faultsOf('1', nodes)).toEqual({ a: [], b: ['ring'], c: ['ring'] });
  expect(buildTrace('1', nodes, []).notices).toEqual([{ kind: 'rings', count: 2 }]);
});

test('a root is foreign when all it carries are other trace ids, or when the same instance received it', () => {
  const nodes = [
    node('own', null, 0, 9, { traceId: 't1', point: 's', instance: 'gw' }),
    node('below', 'own', 1, 2, { traceId: 't1, t2' }),
    node('other', null, 1, 2, { traceId: 't3' }),
    node('second', null, 1, 2, { traceId: 't2' }),
    node('again', null, 1, 2, { point: 's-nd', instance: 'gw' }),
    node('elsewhere', null, 1, 2, { point: 's-nd', instance: 'orders' }),
    node('sent', null, 1, 2, { point: 'c', instance: 'gw' }),
  ];
  const faults = faultsOf('own', nodes);
  expect(Object.keys(faults).filter((id) => faults[id]?.includes('foreign_root'))).toEqual(['other', 'again']);
  // Without knowing the call nothing is foreign.
  expect(buildTrace('nobody', nodes, []).notices).toEqual([]);
});
