import { expect, test } from 'vitest';
import { RelatedRows } from './related-rows';
import { traceRow as row } from './testing-rows';
import { parentsOfRows, type TraceRow } from './trace-from-rows';

const seed = { tcpSeq: 7, tcpSeqAnswer: 8, syscall: '11', syscallAnswer: '12', xRequestIds: ['x'] };

test.each([
  ['another point of the leg', { point: 's', kind: 'N', tcpSeq: 7, tcpSeqAnswer: 8 }, true],
  ['one that never saw the answer', { point: 's', kind: 'N', tcpSeq: 7 }, true],
  ['one that only shares the answer’s number', { point: 's', kind: 'N', tcpSeq: 9, tcpSeqAnswer: 8 }, false],
  ['a number that came again later', { point: 's', kind: 'N', tcpSeq: 7, startUs: 5_000_000 }, false],
  ['another method with that number', { point: 's', kind: 'N', tcpSeq: 7, method: 'POST' }, false],
  ['what the thread sent meanwhile', { point: 'c-p', syscall: '11', startUs: 500 }, true],
  ['what the thread sent after an answer', { point: 'c-p', syscall: '12', startUs: 500 }, true],
  ['what it sent much later', { point: 'c-p', syscall: '11', startUs: 900_000 }, false],
  ['another request of the same thread', { point: 's-p', syscall: '11' }, false],
  ['a request with its X-Request-ID meanwhile', { xRequestIds: ['x'], startUs: 500 }, true],
  ['one with the same X-Request-ID at another time', { xRequestIds: ['x'], startUs: 900_000 }, false],
  ['one of another trace', { tcpSeq: 7, point: 's', kind: 'N', traceId: 'other' }, false],
  ['one of the trace, too', { tcpSeq: 7, point: 's', kind: 'N', traceId: 'other, t' }, true],
  ['one that shares nothing', {}, false],
] as const)('%s: belongs to the trace, %s → %s', (_what, part, belongs) => {
  const related = new RelatedRows();
  related.add([row({ ...seed, traceId: 't' })]);
  expect(related.addRelated([row(part as Partial<TraceRow>)])).toHaveLength(belongs ? 1 : 0);
});

test('rows that belong to a row that came with them are taken, and none twice', () => {
  const related = new RelatedRows();
  const first = row({ tcpSeq: 1, point: 's', kind: 'N' });
  related.add([first]);
  const process = row({ tcpSeq: 1, syscall: '5' });
  const sent = row({ point: 'c-p', syscall: '5', tcpSeq: 2 });
  const nic = row({ point: 'c', kind: 'N', tcpSeq: 2 });
  expect(related.addRelated([nic, sent, process, first])).toEqual([process, sent, nic]);
  expect(related.addRelated([nic, sent])).toEqual([]);
  expect(related.rows).toHaveLength(4);
});

test('calls one after the other belong to the request in which the thread made them', () => {
  const served = row({ point: 's-p', syscall: '1', syscallAnswer: '4' });
  const calls = ['1', '2', '3'].map((syscall) =>
    row({ point: 'c-p', syscall, syscallAnswer: `${Number(syscall) + 1}`, startUs: Number(syscall) }),
  );
  const parents = parentsOfRows([...calls, served]);
  for (const call of calls) expect(parents.get(call.id)).toEqual({ parentId: served.id, by: 'syscall_trace_id' });
  expect(parents.has(served.id)).toBe(false);
});

test('system calls in a ring have no parent and no end of the search', () => {
  const a = row({ point: 'c-p', syscall: '1', syscallAnswer: '2' });
  const b = row({ point: 'c-p', syscall: '2', syscallAnswer: '1' });
  expect(parentsOfRows([a, b]).size).toBe(0);
});
