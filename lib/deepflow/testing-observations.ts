import type { Observation } from './join-calls';

/** What was seen of one call, for tests: what is not given is plain. */
export function observation(part: Partial<Observation>): Observation {
  return {
    id: '1',
    source: 'ebpf',
    startUs: 1000,
    endUs: 5000,
    durationUs: 4000,
    method: 'GET',
    host: 'api.example.com',
    path: '/orders/7',
    status: 200,
    outcome: 'ok',
    requestBytes: null,
    responseBytes: null,
    client: '',
    server: '',
    traceIds: [],
    spanId: '',
    parentSpanId: '',
    syscall: '0',
    tcpSeq: 0,
    port: 9080,
    routeId: null,
    ...part,
  };
}
