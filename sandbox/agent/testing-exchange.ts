import type { Exchange } from './exchange';

/** For tests: a request from outside as the gateway's process saw it, and the epoch second when it began. */
export const second = 1_771_000_000;

export const exchange: Exchange = {
  client: { workload: null, ip: '203.0.113.10', port: 45_806 },
  server: { workload: 'apisix', ip: '10.42.1.15', port: 9080 },
  startUs: second * 1e6,
  endUs: second * 1e6 + 4_610,
  method: 'GET',
  host: 'api.example.com',
  path: '/',
  status: 200,
  requestBytes: 412,
  responseBytes: 1_893,
  requestHeaders: {},
  responseHeaders: {},
  connectionId: 'in-1',
  reqSeq: 1,
  respSeq: 2,
  clientSyscall: null,
  serverSyscall: { request: '1', response: '2' },
};
