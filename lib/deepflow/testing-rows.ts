import type { TraceRow } from './trace-from-rows';

let next = 0;
/** A row for tests: what is not given is plain, its id is the next one. */
export function traceRow(part: Partial<TraceRow>): TraceRow {
  next += 1;
  const startUs = part.startUs ?? 0;
  return {
    id: `${next}`,
    parentId: null,
    kind: 'S',
    name: '',
    service: null,
    serviceId: null,
    point: 's-p',
    instance: '',
    host: '',
    protocol: 'HTTP',
    startUs,
    endUs: startUs + 1000,
    durationUs: 1000,
    shiftUs: 0,
    outcome: 'ok',
    status: 200,
    traceId: null,
    spanId: null,
    parentSpanId: '',
    routeId: null,
    rowIds: [part.id ?? `${next}`],
    flowId: null,
    faults: [],
    attributes: [],
    linkedBy: null,
    syscall: '0',
    syscallAnswer: '0',
    tcpSeq: 0,
    tcpSeqAnswer: 0,
    xRequestIds: [],
    method: 'GET',
    client: '',
    server: '',
    ...part,
  };
}
