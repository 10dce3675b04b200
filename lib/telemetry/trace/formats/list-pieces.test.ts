import { describe, expect, test } from 'vitest';
import { ListPieces } from './list-pieces';
import { readTraceText } from './read-file';

const source = { name: 'trace.json' };

function spanOf(number: number, over: object = {}) {
  return {
    traceId: 'a'.repeat(32),
    spanId: (number + 1).toString(16).padStart(16, '0'),
    name: `GET /items/${number}`,
    kind: 2,
    startTimeUnixNano: '1795334117894189056',
    endTimeUnixNano: '1795334117896912896',
    attributes: [{ key: 'url.query', value: { stringValue: `page=${number}&"spans":[{"traceId":` } }],
    ...over,
  };
}

/** Long enough for several pieces. */
const many = 1_000;

function documentOf(over: (number: number) => object = () => ({})) {
  const groups = ['orders', 'cart'].map((service, group) => ({
    resource: { attributes: [{ key: 'service.name', value: { stringValue: service } }] },
    scopeSpans: [
      { spans: Array.from({ length: many }, (_, at) => spanOf(group * many + at, over(at))), schemaUrl: '' },
    ],
  }));
  return { resourceSpans: groups };
}

/** What is read when nothing is cut. */
function readWhole(text: string) {
  const of = ListPieces.of;
  ListPieces.of = () => null;
  try {
    return readTraceText(text, source);
  } finally {
    ListPieces.of = of;
  }
}

function piecesOf(text: string): ListPieces {
  const pieces = ListPieces.of(text);
  if (pieces === null) throw new Error('nothing was cut');
  return pieces;
}

describe('a long file read in pieces says what it says as a whole', () => {
  const document = documentOf();
  test.each([
    ['compact', JSON.stringify(document)],
    ['indented', JSON.stringify(document, null, 2)],
    ['as Python writes it', JSON.stringify(document).replaceAll('},{', '}, {').replaceAll('":', '": ')],
  ])('%s', (_, text) => {
    expect(JSON.stringify(piecesOf(text).document()).length).toBeLessThan(text.length / 1.2);
    expect(readTraceText(text, source)).toEqual(readWhole(text));
    expect(readTraceText(text, source).spans).toHaveLength(2 * many);
  });

  test('Jaeger’s, and our own', () => {
    const spans = Array.from({ length: many * 2 }, (_, at) => ({
      traceID: 'abc',
      spanID: String(at),
      operationName: 'GET',
      startTime: 1000 + at,
      duration: 5,
      tags: [{ key: 'http.status_code', type: 'int64', value: 200 }],
    }));
    const own = spans.map(({ spanID }) => ({ id: spanID, startUs: 1, endUs: 2, kind: 'A', name: 'x'.repeat(60) }));
    for (const text of [
      JSON.stringify({ data: [{ traceID: 'abc', spans }] }),
      JSON.stringify({ callId: '7', spans: own }),
    ]) {
      const pieces = piecesOf(text);
      expect(JSON.stringify(pieces.document()).length).toBeLessThan(text.length);
      expect(readTraceText(text, source)).toEqual(readWhole(text));
    }
  });

  test.each([1, 2, 20])('where %i links of each span begin as spans do, and no cut goes through them', (length) => {
    const attributes = [{ key: 'links', value: { stringValue: ']},{"traceId":' } }];
    const link = { traceId: 'b'.repeat(32), spanId: 'c'.repeat(16), attributes };
    const text = JSON.stringify(documentOf(() => ({ links: Array.from({ length }, () => link), attributes })));
    const pieces = piecesOf(text);
    const { resourceSpans } = pieces.document() as ReturnType<typeof documentOf>;
    const lists = resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.map(({ spans }) => spans));
    expect(lists.flatMap((list) => [...pieces.entriesOf(list)])).toHaveLength(2 * many);
    expect(pieces.isRead).toBe(true);
    expect(readTraceText(text, source)).toEqual(readWhole(text));
  });
});

test('a piece that is never met as an entry counts as not read: a text that only looks like a list', () => {
  const list = JSON.stringify(documentOf().resourceSpans[0]?.scopeSpans[0]?.spans);
  const pieces = piecesOf(`{"note":{"spans":${list}}}`);
  expect([...pieces.entriesOf([])]).toEqual([]);
  expect(pieces.isRead).toBe(false);
});

describe('what is wrong in a long file is said as of a short one', () => {
  const failureOf = (text: string) => {
    try {
      readTraceText(text, source);
    } catch (error) {
      return (error as { problem: { field?: string; detail?: string } }).problem;
    }
    return undefined;
  };

  test('a value, with its place among all', () => {
    const text = JSON.stringify(documentOf((at) => (at === 700 ? { name: 7 } : {})));
    expect(failureOf(text)?.field).toBe('resourceSpans[0].scopeSpans[0].spans[700].name');
  });

  test.each([
    ['a missing comma between two spans', '},{"traceId"', '} {"traceId"'],
    ['two commas', '},{"traceId"', '},,{"traceId"'],
    ['an open text', '"GET /items/990"', '"GET /items/990'],
  ])('%s', (_, good, bad) => {
    const text = JSON.stringify(documentOf());
    const at = text.indexOf(good, text.length / 4);
    const broken = text.slice(0, at) + bad + text.slice(at + good.length);
    expect(() => JSON.parse(broken)).toThrow();
    expect(failureOf(broken)).toMatchObject({ field: 'file' });
  });

  test('a list that is cut short', () => {
    const text = JSON.stringify(documentOf());
    expect(failureOf(text.slice(0, text.length / 2))).toMatchObject({ field: 'file' });
  });
});
