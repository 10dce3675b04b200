import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Span, SpanKind } from '@/lib/deepflow/dto';
import { kindCodes } from './columns';
import { layOut } from './lay-out';
import { anySpans, plainSpan } from './testing-spans';
import {
  ancestorsOf,
  foldedFromLevel,
  foldedService,
  isErrorAt,
  parentRow,
  type RowFilter,
  rowOf,
  showAllRows,
  visibleRows,
} from './visible-rows';

const none: ReadonlySet<number> = new Set();

function open(spans: Span[]) {
  return layOut({ callId: null, fileName: null, spans, notices: [] }, 1e15).opened;
}

/** gateway → network → pay → db, and gateway → log */
const sample = open(
  (
    [
      ['gw', null, 'A', 'gateway', 'ok'],
      ['nic', 'gw', 'N', null, 'ok'],
      ['pay', 'nic', 'A', 'pay', 'ok'],
      ['db', 'pay', 'S', 'db', 'server_error'],
      ['log', 'gw', 'A', 'log', 'ok'],
    ] as const
  ).map(([id, parentId, kind, service, outcome], at) =>
    plainSpan({ id, parentId, kind, service, serviceId: service, outcome, startUs: at, endUs: 100 - at }),
  ),
);

function rowsOf(filter: Partial<RowFilter>, folded = none): string[] {
  const rows = visibleRows(sample.columns, { ...showAllRows, ...filter }, folded);
  return [...rows.index].map(
    (at, row) =>
      `${rows.depth[row]} ${sample.tables.ids[at]}${rows.context[row] === 1 ? ' (context)' : ''} ${rows.below[row]}`,
  );
}

function serviceOf(name: string): Set<number> {
  return new Set([sample.tables.services.findIndex((service) => service.name === name)]);
}

describe('filters', () => {
  test('without one, all spans have a row at their own depth', () => {
    expect(rowsOf({})).toEqual(['0 gw 4', '1 nic 2', '2 pay 1', '3 db 0', '1 log 0']);
  });

  test('without one the rows are those of a filter that lets all pass, whatever is folded', () => {
    const letsAllPass = { ...showAllRows, hiddenServices: new Set([10_000]) };
    fc.assert(
      fc.property(anySpans, fc.uniqueArray(fc.nat(30)), (spans, folded) => {
        const { columns } = open(spans);
        const closed = new Set(folded);
        expect(visibleRows(columns, showAllRows, closed)).toEqual(visibleRows(columns, letsAllPass, closed));
      }),
    );
  });

  test('hiding a kind or a service lifts what is below it and hides nothing else', () => {
    expect(rowsOf({ kinds: ['A', 'S'] })).toEqual(['0 gw 3', '1 pay 1', '2 db 0', '1 log 0']);
    expect(rowsOf({ hiddenServices: serviceOf('pay') })).toEqual(['0 gw 3', '1 nic 1', '2 db 0', '1 log 0']);
  });

  test('spans of no service are not hidden with a service', () => {
    expect(rowsOf({ hiddenServices: serviceOf('gateway') })).toContain('0 nic 2');
  });

  test('errors keep their ancestors as context, of the kinds that are shown', () => {
    expect(rowsOf({ errorsOnly: true })).toEqual([
      '0 gw (context) 3',
      '1 nic (context) 2',
      '2 pay (context) 1',
      '3 db 0',
    ]);
    expect(rowsOf({ errorsOnly: true, kinds: ['A', 'S'] })).toEqual([
      '0 gw (context) 2',
      '1 pay (context) 1',
      '2 db 0',
    ]);
  });

  test('what a search found keeps its ancestors too', () => {
    expect(rowsOf({ only: Int32Array.of(4) })).toEqual(['0 gw (context) 1', '1 log 0']);
  });

  test('a filter that nothing meets leaves no row', () => {
    expect(rowsOf({ kinds: [] })).toEqual([]);
    expect(rowsOf({ only: new Int32Array(0) })).toEqual([]);
  });
});

describe('folding', () => {
  test('a folded span keeps its row and says how many are below', () => {
    expect(rowsOf({}, new Set([1]))).toEqual(['0 gw 4', '1 nic 2', '1 log 0']);
  });

  test('a fold of a span that is hidden hides nothing', () => {
    expect(rowsOf({ kinds: ['A', 'S'] }, new Set([1]))).toEqual(['0 gw 3', '1 pay 1', '2 db 0', '1 log 0']);
  });

  test('levels and services can be folded at once', () => {
    expect(rowsOf({}, foldedFromLevel(sample.columns, 1))).toEqual(['0 gw 4', '1 nic 2', '1 log 0']);
    const [pay = -1] = serviceOf('pay');
    expect(rowsOf({}, foldedService(sample.columns, pay))).toEqual(['0 gw 4', '1 nic 2', '2 pay 1', '1 log 0']);
  });
});

test('rows and spans find each other', () => {
  const rows = visibleRows(sample.columns, { ...showAllRows, kinds: ['A'] }, none);
  expect([...rows.index].map((at) => rowOf(rows, at))).toEqual([0, 1, 2]);
  expect(rowOf(rows, 1)).toBe(-1);
  expect(parentRow(rows, 2)).toBe(0);
  expect(parentRow(rows, 0)).toBe(-1);
  expect(ancestorsOf(sample.columns, 3)).toEqual([2, 1, 0]);
});

test('whatever the trace and the filter, every wanted span has a row below its nearest shown ancestor', () => {
  const filters = fc.record({
    kinds: fc.subarray<SpanKind>([...kindCodes]),
    errorsOnly: fc.boolean(),
    hidden: fc.subarray([0, 1, 2]),
    only: fc.option(fc.uniqueArray(fc.nat(13)), { nil: null }),
  });
  fc.assert(
    fc.property(anySpans, filters, (spans, { kinds, errorsOnly, hidden, only }) => {
      const { columns } = open(spans);
      const found = only?.filter((at) => at < columns.count).sort((a, b) => a - b) ?? null;
      const filter = {
        kinds,
        errorsOnly,
        hiddenServices: new Set(hidden),
        only: found === null ? null : Int32Array.from(found),
      };
      const rows = visibleRows(columns, filter, none);
      const isEligible = (at: number) =>
        kinds.includes(kindCodes[columns.kind[at] ?? 0] ?? 'A') && !hidden.includes(columns.service[at] ?? -1);
      const isWanted = (at: number) =>
        isEligible(at) && (!errorsOnly || isErrorAt(columns, at)) && (found === null || found.includes(at));
      const all = Array.from({ length: columns.count }, (_, at) => at);
      const wanted = all.filter(isWanted);
      const isShown = (at: number) =>
        isWanted(at) || (isEligible(at) && wanted.some((one) => ancestorsOf(columns, one).includes(at)));
      const shown = all.filter(isShown);
      expect([...rows.index]).toEqual(shown);
      expect([...rows.context]).toEqual(shown.map((at) => (isWanted(at) ? 0 : 1)));
      expect([...rows.depth]).toEqual(shown.map((at) => ancestorsOf(columns, at).filter(isShown).length));
      expect([...rows.below]).toEqual(
        shown.map((at) => shown.filter((other) => ancestorsOf(columns, other).includes(at)).length),
      );
      expect(rows.wanted).toBe(wanted.length);
    }),
  );
});
