import { expect, test } from 'vitest';
import { layOut } from './lay-out';
import { plainSpan } from './testing-spans';
import { traceStats } from './trace-stats';

test('a trace is counted by kind, outcome, fault and service', () => {
  const { opened } = layOut(
    {
      callId: null,
      fileName: null,
      notices: [],
      spans: [
        plainSpan({ id: 'a', startUs: 0, endUs: 100 }),
        plainSpan({
          id: 'b',
          parentId: 'a',
          startUs: 10,
          endUs: 90,
          serviceId: 'db',
          service: 'db',
          outcome: 'timeout',
        }),
        plainSpan({ id: 'n', parentId: 'a', kind: 'N', serviceId: null, service: null, startUs: 5, endUs: 200 }),
      ],
    },
    1e15,
  );
  expect(traceStats(opened)).toEqual({
    kinds: { A: 2, S: 0, N: 1 },
    outcomes: { ok: 2, client_error: 0, server_error: 0, timeout: 1, unknown: 0 },
    faults: new Map([['outside_parent', 1]]),
    faulty: 1,
    services: [
      { service: 0, spans: 1, errors: 1, selfUs: 80 },
      { service: 1, spans: 1, errors: 0, selfUs: 5 },
    ],
    criticalUs: 100,
    depth: 1,
  });
});

test('where the length of the root is not known, that of the critical path is not either', () => {
  const base = 1_795_333_000_000_000;
  const spans = [
    plainSpan({ id: 'a', startUs: 0, endUs: base + 100 }),
    plainSpan({ id: 'b', parentId: 'a', startUs: base, endUs: base + 90 }),
  ];
  const { opened } = layOut({ callId: null, fileName: null, notices: [], spans }, base + 1e9);
  expect(traceStats(opened).criticalUs).toBeNull();
});
