import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Exchange } from '@/sandbox/agent/exchange';
import { inventory } from '@/sandbox/deepflow/inventory';
import { type AgentRequest, handleAgentRequest } from '@/sandbox/deepflow/otlp/receiver';

const body = readFileSync(new URL('../../../test/fixtures/otlp/002.bin', import.meta.url));
const protobuf = { 'content-type': 'application/x-protobuf' };

function send(request: Partial<AgentRequest>) {
  const whole = { method: 'POST', url: '/v1/traces', headers: protobuf, body, peerIp: '127.0.0.1', ...request };
  const answer = handleAgentRequest(whole, inventory);
  return { ...answer, text: new TextDecoder().decode(answer.body) };
}

describe("the agent's own receiver", () => {
  it.each(['/api/v1/otel/trace', '/api/v1/otel/trace?', '/api/v1/otel/trace?/v1/traces'])(
    'takes spans at %s',
    (url) => {
      expect(send({ url })).toMatchObject({ status: 200, text: '', rows: [{ endpoint: 'GET /orders/*' }] });
    },
  );

  it.each(['/api/v1/otel/trace/v1/traces', '/api/v1/otel/trace/', '/api/v1/otel/traces', '/API/v1/otel/trace', '/'])(
    'does not know %s',
    (url) => {
      expect(send({ url })).toMatchObject({ status: 404, text: 'Not Found', rows: [] });
    },
  );

  it('does not know the path under another method', () => {
    expect(send({ url: '/api/v1/otel/trace', method: 'GET' })).toMatchObject({ status: 404, rows: [] });
  });

  it('takes every body for protobuf, whatever its content type, and undoes gzip alone', () => {
    const url = '/api/v1/otel/trace';
    expect(send({ url, headers: { 'content-type': 'text/plain' } }).rows).toHaveLength(1);
    expect(send({ url, headers: { 'content-encoding': 'gzip' }, body: gzipSync(body) }).rows).toHaveLength(1);
    const json = { headers: { 'content-type': 'application/json' }, body: Buffer.from('{"resourceSpans":[]}') };
    expect(send({ url, ...json })).toMatchObject({ status: 400, rows: [] });
  });
});

describe("a collector's receiver", () => {
  it('answers protobuf with an empty message and JSON with an object', () => {
    expect(send({})).toMatchObject({ status: 200, headers: { 'content-type': 'application/x-protobuf' }, text: '' });
    const json = send({ headers: { 'content-type': 'application/json' }, body: Buffer.from('{"resourceSpans":[]}') });
    expect(json).toMatchObject({ status: 200, headers: { 'content-type': 'application/json' }, rows: [] });
    expect(JSON.parse(json.text)).toEqual({ partialSuccess: {} });
  });

  it('takes no span whose times cannot be stored, and says how many', () => {
    const spanJson = (nanos: string) => ({ startTimeUnixNano: nanos, endTimeUnixNano: nanos });
    const spans = ['0', '1771000000000000000', '18446744073709551615'].map(spanJson);
    const sent = Buffer.from(JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans }] }] }));
    const answer = send({ headers: { 'content-type': 'application/json' }, body: sent });
    expect(answer.rows).toHaveLength(1);
    expect(JSON.parse(answer.text)).toMatchObject({ partialSuccess: { rejectedSpans: '2' } });
  });

  it('says what is wrong with a request', () => {
    expect(send({ method: 'GET' })).toMatchObject({ status: 405, headers: { allow: 'POST' } });
    expect(send({ headers: { 'content-type': 'text/plain' } }).status).toBe(415);
    expect(send({ headers: { ...protobuf, 'content-encoding': 'zstd' } })).toMatchObject({ status: 415 });
    expect(send({ body: Buffer.from('nonsense') })).toMatchObject({ status: 400, rows: [] });
  });
});

describe("the sandbox's exchanges", () => {
  const exchange: Exchange = {
    client: { workload: null, ip: '203.0.113.10', port: 45_806 },
    server: { workload: 'apisix', ip: '10.42.1.15', port: 9080 },
    startUs: 1_771_000_000_200_000,
    endUs: 1_771_000_000_204_610,
    method: 'GET',
    host: 'api.example.com',
    path: '/',
    status: 200,
    requestBytes: 1,
    responseBytes: 1,
    requestHeaders: {},
    responseHeaders: {},
    connectionId: 'c',
    reqSeq: 1,
    respSeq: 2,
    clientSyscall: null,
    serverSyscall: { request: '1', response: '2' },
  };
  const report = (exchanges: unknown) =>
    send({ url: '/sandbox/exchanges', headers: {}, body: Buffer.from(JSON.stringify(exchanges)) });

  it('become rows', () => {
    expect(report([exchange, exchange])).toMatchObject({ status: 204, text: '' });
    expect(report([exchange]).rows.map((row) => row.observation_point)).toEqual(['s-nd', 's', 's-p']);
  });

  it('are refused as a whole with the field that does not fit', () => {
    expect(report([exchange, { ...exchange, reqSeq: -1 }])).toMatchObject({ status: 400, rows: [] });
    expect(report([exchange, { ...exchange, reqSeq: -1 }]).text).toContain('[1].reqSeq');
    expect(report([{ ...exchange, startUs: 0 }]).text).toContain('[0].startUs');
    expect(report({}).status).toBe(400);
  });
});
