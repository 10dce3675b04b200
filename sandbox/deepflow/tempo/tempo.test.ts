import { describe, expect, it } from 'vitest';
import type { QueryResult } from '@/sandbox/deepflow/clickhouse';
import { Engine } from '@/sandbox/deepflow/querier/engine';
import { noPrometheusNames } from '@/sandbox/deepflow/sql/context';
import { answerTempo } from '@/sandbox/deepflow/tempo/api';
import { toTempo } from '@/sandbox/deepflow/tempo/convert';
import { durationUs } from '@/sandbox/deepflow/tempo/duration';
import { tempoTrace } from '@/sandbox/deepflow/tempo/message';
import { handleTracing } from '@/sandbox/deepflow/tracing/handler';
import { memorySource } from '@/sandbox/deepflow/tracing/memory-source';
import { secondOfTest, shopCall } from '@/sandbox/deepflow/tracing/test-rows';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const regions = new Map([['DEFAULT', memorySource(shopCall({ withSpans: true }))]]);

async function ask(path: string, accept = '', statements: string[] = []) {
  const run = async (sql: string): Promise<QueryResult> => {
    statements.push(sql);
    return { columns: [], rows: [] };
  };
  const engine = new Engine(run, noPrometheusNames);
  const askTrace = (body: unknown) => handleTracing(body, { regions });
  return answerTempo(new URL(path, 'http://querier'), accept, { engine, askTrace, organisation: '1' });
}

const times = `start=${secondOfTest - 60}&end=${secondOfTest + 60}`;

describe("the querier's Tempo paths", () => {
  it('give a trace as JSON without the spans of the network', async () => {
    const answer = await ask(`/api/traces/${traceId}?${times}`);
    const { batches } = JSON.parse(String(answer?.body));
    const services = batches.map(
      (batch: { resource: { attributes: { value: unknown }[] } }) => batch.resource.attributes[1]?.value,
    );
    expect(services).toContainEqual({ stringValue: 'apisix-gateway' });
    const points = [...String(answer?.body).matchAll(/"key":"tap_side","value":\{"stringValue":"([^"]*)"/g)].map(
      ([, point]) => point,
    );
    expect(points).toContain('Server Application');
    expect(points).toContain('Server Process');
    expect(points.filter((point) => point?.includes('NIC') || point?.includes('Node'))).toEqual([]);
  });

  it('give it as protobuf to who accepts that and nothing else', async () => {
    const answer = await ask(`/api/traces/${traceId}?${times}`, 'application/protobuf');
    expect(answer?.headers['content-type']).toBe('application/protobuf');
    const { batches } = tempoTrace.toObject(tempoTrace.decode(Buffer.from(answer?.body ?? '')));
    expect(batches.length).toBeGreaterThan(1);
  });

  it('need both times, and know what is not there', async () => {
    expect(await ask(`/api/traces/${traceId}`)).toMatchObject({ status: 500, body: '{}' });
    expect(await ask(`/api/traces/${'f'.repeat(32)}?${times}`)).toMatchObject({ status: 404, body: 'null' });
    expect(await ask('/api/other')).toBeNull();
  });

  it('put the search into one statement, with durations in microseconds', async () => {
    const statements: string[] = [];
    const tags = encodeURIComponent('service.name="APISIX" apisix.x="1"');
    await ask(`/api/search?tags=${tags}&minDuration=1.5ms&limit=7&start=5&end=9`, '', statements);
    const [statement = ''] = statements;
    for (const part of ["app_service = 'APISIX'", 'response_duration >= 1500', '`time` >= 5', 'LIMIT 7']) {
      expect(statement).toContain(part);
    }
  });

  it('bear neither a filter without quotes nor a duration that is none', async () => {
    const answer = await ask('/api/search?tags=a%3Db');
    expect(answer?.status).toBe(400);
    expect(String(answer?.body)).toMatch(/^\{"OPT_STATUS":"SERVER_ERROR".*\}\{\}$/);
    expect(await ask('/api/search?minDuration=fast')).toMatchObject({ status: 500, body: '{}' });
  });
});

describe('a trace in the form of Tempo', () => {
  const span = (id: string, parent: string, service: string | null) => ({
    deepflow_span_id: id,
    deepflow_parent_span_id: parent,
    service_uid: service,
    endpoint: id,
    start_time_us: 1_771_000_000_123_456,
    end_time_us: 1_771_000_000_123_457,
    trace_id: '',
  });
  const services = [{ service_uid: '1-', service_uname: 'one' }];

  it('hangs a span on what was above the network between', () => {
    const tracing = [
      span('00f067aa0ba902b7', '', '1-'),
      span('x.c.1', '00f067aa0ba902b7', null),
      span('x.s.2', 'x.c.1', null),
      span('00f067aa0ba902b8', 'x.s.2', '1-'),
    ];
    const [batch] = toTempo({ services, tracing }, traceId);
    const [root, child] = batch?.instrumentationLibrarySpans[0]?.spans ?? [];
    expect(child?.parentSpanId).toEqual(root?.spanId);
    expect(child?.traceId).toEqual(Buffer.from(traceId, 'hex'));
    expect(child?.startTimeUnixNano).toBe(1_771_000_000_123_456_000n);
  });

  it('invents bytes for an id that is none, the same each time', () => {
    const [batch] = toTempo({ services, tracing: [span('a.s-p.0', '', '1-'), span('b', 'a.s-p.0', '1-')] }, 'x');
    const [first, second] = batch?.instrumentationLibrarySpans[0]?.spans ?? [];
    expect(first?.spanId).toHaveLength(8);
    expect(second?.parentSpanId).toEqual(first?.spanId);
    expect(second?.traceId).toEqual(first?.traceId);
  });

  it('ends where the network is above itself', () => {
    const tracing = [span('a', 'b', null), span('b', 'a', null), span('c', 'a', '1-')];
    expect(toTempo({ services, tracing }, traceId)[0]?.instrumentationLibrarySpans[0]?.spans).toHaveLength(1);
  });
});

describe('a duration of Go', () => {
  it.each([
    ['10ms', '10000'],
    ['1m30s', '90000000'],
    ['1.5µs', '1'],
    ['-2s', '-2000000'],
    ['0', '0'],
    ['10', null],
    ['', null],
    ['1 s', null],
  ])('%s is %s µs', (text, us) => {
    expect(durationUs(text)).toBe(us);
  });
});
