import type { Span } from '@/lib/deepflow/dto';

/** A span for tests: what is not given is plain. */
export function testSpan(over: Partial<Span> & { id: string }): Span {
  const startUs = over.startUs ?? 1_700_000_000_000_000;
  const endUs = over.endUs ?? startUs + 1000;
  return {
    parentId: null,
    kind: 'A',
    name: 'GET /',
    service: 'webshop',
    serviceId: 'webshop',
    point: 's-app',
    instance: 'webshop-1',
    host: 'node-1',
    protocol: 'HTTP',
    startUs,
    endUs,
    durationUs: endUs - startUs,
    selfUs: endUs - startUs,
    outcome: 'ok',
    status: 200,
    traceId: null,
    spanId: null,
    routeId: null,
    rowIds: [],
    flowId: null,
    faults: [],
    shiftUs: 0,
    attributes: [],
    linkedBy: null,
    ...over,
  };
}
