import fc from 'fast-check';
import { type Span, type SpanKind, spanFaults } from '@/lib/deepflow/dto';
import { points } from '@/lib/deepflow/points';

/** A span for tests: what is not given is plain. Times are small numbers of µs. */
export function plainSpan(over: Partial<Span> & { id: string }): Span {
  const startUs = over.startUs ?? 0;
  const endUs = over.endUs ?? startUs + 100;
  return {
    parentId: null,
    kind: 'A',
    name: `op ${over.id}`,
    service: 'shop',
    serviceId: 'shop',
    point: 's-app',
    instance: 'shop-1',
    host: 'node-1',
    protocol: 'HTTP',
    startUs,
    endUs,
    durationUs: endUs - startUs,
    selfUs: 0,
    shiftUs: 0,
    outcome: 'ok',
    status: 200,
    traceId: null,
    spanId: null,
    routeId: null,
    rowIds: [],
    flowId: null,
    faults: [],
    attributes: [],
    linkedBy: null,
    ...over,
  };
}

/** `id parent start end`, blank parent as `-`: a tree on a few lines. */
export function spansFrom(lines: string): Span[] {
  return lines
    .trim()
    .split('\n')
    .map((line) => {
      const [id = '', parent = '-', start = '0', end = '0'] = line.trim().split(/\s+/);
      return plainSpan({ id, parentId: parent === '-' ? null : parent, startUs: Number(start), endUs: Number(end) });
    });
}

const ids = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'a#2', '');
const times = fc.oneof(
  { weight: 20, arbitrary: fc.integer({ min: 0, max: 60 }) },
  { weight: 1, arbitrary: fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, -5, 4e15) },
);

/** Spans with everything wrong that can be: equal ids, rings, missing parents, times that are none. */
export const anySpans: fc.Arbitrary<Span[]> = fc.array(
  fc
    .record({
      id: ids,
      parentId: fc.option(fc.oneof(ids, fc.constant('gone')), { nil: null }),
      kind: fc.constantFrom<SpanKind>('A', 'S', 'N'),
      service: fc.option(fc.constantFrom('shop', 'pay', 'db'), { nil: null }),
      point: fc.constantFrom(...points, 'odd'),
      outcome: fc.constantFrom('ok', 'client_error', 'server_error', 'timeout', 'unknown'),
      startUs: times,
      endUs: times,
      faults: fc.subarray([...spanFaults], { maxLength: 2 }),
    })
    .map(({ service, ...rest }) =>
      plainSpan({ ...rest, service, serviceId: service } as Partial<Span> & { id: string }),
    ),
  { maxLength: 14 },
);
