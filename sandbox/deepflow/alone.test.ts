import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noCluster } from '@/sandbox/deepflow/no-cluster';
import { decodeOtlp, type OtlpSpan } from '@/sandbox/deepflow/otlp/decode';
import { valueText } from '@/sandbox/deepflow/otlp/values';
import { type Deepflow, startDeepflow } from '@/sandbox/deepflow/server';

/* Bodies that a real APISIX 3.18 posted, sent as they are to a DeepFlow that knows nothing but them. */

const fixtures = new URL('../../test/fixtures/otlp/', import.meta.url);
const bodies = readdirSync(fixtures)
  .filter((file) => file.endsWith('.bin'))
  .map((file) => readFileSync(new URL(file, fixtures)));
const contentType = 'application/x-protobuf';
const spans = bodies.flatMap((body) => decodeOtlp(body, contentType, undefined));

const folder = mkdtempSync(join(tmpdir(), 'deepflow-'));
let deepflow: Deepflow;

const start = () =>
  startDeepflow({
    ...{ host: '127.0.0.1', querierPort: 0, appPort: 0, agentPort: 0 },
    inventory: noCluster,
    dataDir: folder,
  });

beforeAll(async () => {
  deepflow = await start();
  for (const body of bodies) {
    // The address that the gateway is given ends in `?`, to which its plugin appends.
    const response = await fetch(`${deepflow.agentUrl}/api/v1/otel/trace?/v1/traces`, {
      method: 'POST',
      headers: { 'content-type': contentType },
      body: new Uint8Array(body),
    });
    expect(response.status).toBe(200);
  }
}, 60_000);
afterAll(async () => {
  await deepflow.close();
  rmSync(folder, { recursive: true });
});

async function rowsOf(sql: string): Promise<Record<string, unknown>[]> {
  const body = new URLSearchParams({ db: 'flow_log', sql });
  const response = await fetch(`${deepflow.querierUrl}/v1/query/`, { method: 'POST', body });
  const { result, DESCRIPTION } = await response.json();
  expect(DESCRIPTION).toBe('');
  const { columns, values } = result as { columns: string[]; values: unknown[][] | null };
  return (values ?? []).map((row) => Object.fromEntries(columns.map((column, index) => [column, row[index]])));
}

async function traceOf(traceId: string) {
  const seconds = spans
    .filter((span) => span.traceId === traceId)
    .map((span) => Number(span.endUnixNano / 1_000_000_000n));
  const body = {
    trace_id: traceId,
    time_start: Math.min(...seconds) - 60,
    time_end: Math.max(...seconds) + 60,
    ...{ database: 'flow_log', table: 'l7_flow_log', has_attributes: 1 },
  };
  const response = await fetch(`${deepflow.appUrl}/v1/stats/querier/L7FlowTracing`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const { DATA, OPT_STATUS } = await response.json();
  return { status: response.status, OPT_STATUS, tracing: DATA.tracing as Record<string, unknown>[] };
}

const attributeOf = (span: OtlpSpan, name: string) => {
  const found = span.attributes.find(({ key }) => key === name);
  return found === undefined ? null : valueText(found.value);
};
const routeIds = [...new Set(spans.map((span) => attributeOf(span, 'apisix.route_id')))].filter((id) => id !== null);
/** Of each body the first and the last trace: asking for all takes long and says no more. */
const traceIds = new Set(
  bodies.flatMap((body) => {
    const sent = decodeOtlp(body, contentType, undefined);
    return [sent[0], sent.at(-1)].flatMap((span) => span?.traceId ?? []);
  }),
);
const durationUs = (span: OtlpSpan) => Number(span.endUnixNano / 1000n - span.startUnixNano / 1000n);

describe('spans of a real APISIX in a DeepFlow alone', () => {
  it('are all there', async () => {
    expect(routeIds.length).toBeGreaterThan(5);
    expect(await rowsOf('SELECT Count(row) AS c FROM l7_flow_log')).toEqual([{ c: spans.length }]);
  });

  it.each(routeIds)('have the codes, durations and names of route %s', async (id) => {
    const own = spans.filter((span) => attributeOf(span, 'apisix.route_id') === id);
    const rows = await rowsOf(
      `SELECT response_code, response_status, response_duration, endpoint, span_id FROM l7_flow_log WHERE signal_source=4 AND \`attribute.apisix.route_id\`='${id}' AND time>=1`,
    );
    const outcome = (code: number) => (code >= 500 ? 3 : code >= 400 ? 4 : 0);
    const expected = own.map((span) => {
      const code = Number(attributeOf(span, 'http.status_code'));
      return {
        response_code: code,
        response_status: outcome(code),
        response_duration: durationUs(span),
        endpoint: span.name,
        span_id: span.spanId,
      };
    });
    const byId = (list: readonly Record<string, unknown>[]) =>
      list.toSorted((a, b) => String(a.span_id).localeCompare(String(b.span_id)));
    expect(byId(rows)).toEqual(byId(expected));
  });

  it.each([...traceIds])('are one tree in trace %s', async (traceId) => {
    const own = spans.filter((span) => span.traceId === traceId);
    const { status, OPT_STATUS, tracing } = await traceOf(traceId);
    expect({ status, OPT_STATUS }).toEqual({ status: 200, OPT_STATUS: 'SUCCESS' });
    const present = new Set(own.map(({ spanId }) => spanId));
    const parents = (list: readonly (readonly [unknown, unknown])[]) => Object.fromEntries(list.toSorted());
    expect(parents(tracing.map((span) => [span.span_id, span.deepflow_parent_span_id]))).toEqual(
      parents(own.map((span) => [span.spanId, present.has(span.parentSpanId) ? span.parentSpanId : ''])),
    );
  });

  it('name an instance by its address and a service by what the span says', async () => {
    const rows = await rowsOf(
      'SELECT app_service, auto_instance_1, auto_service_1, pod_1, Count(row) AS c FROM l7_flow_log GROUP BY app_service, auto_instance_1, auto_service_1, pod_1',
    );
    expect(rows.map(({ app_service }) => app_service).sort()).toEqual(['', 'APISIX']);
    for (const row of rows) {
      expect(row).toMatchObject({ auto_instance_1: '127.0.0.1', auto_service_1: '127.0.0.1', pod_1: '' });
    }
  });

  it("are taken at the agent's exact path and method alone", async () => {
    const post = (path: string, method = 'POST') =>
      fetch(`${deepflow.agentUrl}${path}`, method === 'POST' ? { method, body: new Uint8Array() } : { method });
    expect((await post('/api/v1/otel/trace')).status).toBe(200);
    expect((await post('/api/v1/otel/trace/v1/traces')).status).toBe(404);
    expect((await post('/api/v1/otel/trace/')).status).toBe(404);
    expect((await post('/api/v1/otel/trace', 'GET')).status).toBe(404);
  });

  it('are still there after a restart, each value listed once', async () => {
    const listed = () => rowsOf('show tag attribute.apisix.route_id values from l7_flow_log');
    const stored = (table: string) => deepflow.store.query(`SELECT count() FROM ${table}`);
    const tables = ['flow_log.l7_flow_log', 'flow_tag.flow_log_custom_field_value', 'deepflow.ch_int_enum'];
    const [before, counts] = [await listed(), await Promise.all(tables.map(stored))];
    await deepflow.close();
    deepflow = await start();
    const body = new Uint8Array(bodies[0] ?? []);
    await fetch(`${deepflow.agentUrl}/api/v1/otel/trace`, { method: 'POST', body });
    expect(await listed()).toEqual(before);
    const [rows, values, enums] = await Promise.all(tables.map(stored));
    expect(Number(rows?.rows[0]?.[0])).toBeGreaterThan(spans.length);
    expect([values?.rows, enums?.rows]).toEqual([counts[1]?.rows, counts[2]?.rows]);
  });
});
