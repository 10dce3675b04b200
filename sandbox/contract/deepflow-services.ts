import { readdirSync, readFileSync } from 'node:fs';
import { difference, members, missing } from '@/sandbox/contract/deepflow-services-compare';
import { type ProfileSample, profileRowsOf, treeOf } from '@/sandbox/contract/deepflow-services-profile';
import { inventory } from '@/sandbox/deepflow/inventory';
import { emptyL7Row } from '@/sandbox/deepflow/l7-row';
import { Engine } from '@/sandbox/deepflow/querier/engine';
import { type Deepflow, startDeepflow } from '@/sandbox/deepflow/server';
import { noPrometheusNames } from '@/sandbox/deepflow/sql/context';
import { answerTempo } from '@/sandbox/deepflow/tempo/api';
import { handleTracing } from '@/sandbox/deepflow/tracing/handler';
import { memorySource } from '@/sandbox/deepflow/tracing/memory-source';
import { shopCall } from '@/sandbox/deepflow/tracing/test-rows';

type Sent = { method: string; path: string; json?: unknown; form?: Record<string, string> };
export type Case = { request: Sent; status: number; response?: unknown; response_text?: string };
type Sample = Case & { cases?: Case[]; sql?: string[] };
type Got = { status: number; text: string };

/** Null: it fits the sample. */
type Judge = (expected: Case, got: Got, deepflow: Deepflow) => string | null | Promise<string | null>;

const folder = new URL('./recordings/deepflow/samples/', import.meta.url);
const sample = (name: string) => JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8')) as Sample;
const parsed = ({ text }: Got) => JSON.parse(text) as Record<string, unknown>;

const exactly: Judge = (expected, got) =>
  expected.response_text === undefined
    ? difference(parsed(got), expected.response)
    : difference(got.text, expected.response_text);

/** The samples of what the querier and the tracing app answer beside SQL and PromQL, each with how it is compared. */
const judges: Readonly<Record<string, Judge>> = {
  profile_tracing: (expected, got) => {
    const of = (answer: unknown) => treeOf(answer as ProfileSample);
    return difference(of(parsed(got)), of(expected.response));
  },
  // The sample has the process twice over, which the code it was derived from does not give.
  profile_grafana: (expected, got) => {
    const kinds = (answer: unknown) => {
      const { result, ...envelope } = answer as { result: { columns: string[]; values: unknown[][] } };
      const [first = []] = result.values;
      return { ...envelope, columns: result.columns, kinds: first.map((value) => typeof value), root: first[1] };
    };
    return difference(kinds(parsed(got)), kinds(expected.response));
  },
  profile_tracing_bad_request: exactly,
  profile_tracing_empty: exactly,
  tempo_search: exactly,
  tempo_search_tags: exactly,
  trace_map_stub: exactly,
  tracing_algo_params: exactly,
  // Spans of SkyWalking, which is not configured here.
  tracing_adapter: (expected, got) => {
    const outline = (answer: unknown) => {
      const { data, ...rest } = answer as { data: { spans: unknown[] } };
      return { ...rest, data: { ...data, spans: Array.isArray(data.spans) } };
    };
    return difference(outline(parsed(got)), outline(expected.response));
  },
  tracing_completion: (expected, got) => {
    const spanOf = (answer: unknown) => {
      const { DATA, ...envelope } = answer as { DATA: { tracing: Record<string, unknown>[] } };
      return { envelope, span: DATA.tracing[0] ?? {}, data: Object.keys(DATA) };
    };
    const [ours, theirs] = [spanOf(parsed(got)), spanOf(expected.response)];
    const sent = ['start_time_us', 'end_time_us', 'trace_id', 'span_id', 'parent_span_id', 'deepflow_span_id'];
    const values = ({ span }: { span: Record<string, unknown> }) =>
      [...sent, 'duration', 'tap_side', 'signal_source', 'flow_id'].map((name) => span[name]);
    return (
      difference(ours.envelope, theirs.envelope) ??
      difference(ours.data, theirs.data) ??
      missing(ours.span, theirs.span) ??
      difference(values(ours), values(theirs))
    );
  },
  l7flowtracing_not_found: exactly,
  l7flowtracing_bad_request: exactly,
  l7flowtracing_partial: async (expected) => {
    const failure = { status: 206, description: '查询数据区域失败：DEFAULT' };
    const failing = { ...memorySource([]), byId: async () => ({ rows: [], failure }) };
    const { status, body } = await handleTracing(expected.request.json, { regions: new Map([['DEFAULT', failing]]) });
    return difference({ status, body }, { status: expected.status, body: expected.response });
  },
  l7flowtracing: async (expected) => {
    const rows = shopCall({ withSpans: true });
    const asked = { ...(expected.request.json as object), _id: rows[0]?._id, TIME_START: 1, TIME_END: 2_000_000_000 };
    const { status, body } = await handleTracing(asked, { regions: new Map([['DEFAULT', memorySource(rows)]]) });
    return difference({ status, body: members(body) }, { status: expected.status, body: members(expected.response) });
  },
  tempo_trace: async (expected, _, { store }) => {
    const engine = new Engine((sql) => store.query(sql), noPrometheusNames);
    const { response, status } = sample('l7flowtracing');
    const askTrace = async () => ({ status, body: response as Record<string, unknown> });
    const url = new URL(expected.request.path, 'http://querier');
    const answer = await answerTempo(url, '', { engine, askTrace, organisation: '1' });
    return answer === null ? 'no answer' : tempoDifference(JSON.parse(String(answer.body)), expected.response);
  },
};

/** Samples of SQL and PromQL, and the one whose statements are sent below. */
const ofOtherSuites = /^(?:(?:query|show|error|prom)_|l7flowtracing_querier_sql$)/;

type Batch = {
  resource: unknown;
  instrumentationLibrarySpans: { instrumentationLibrary: unknown; spans: Record<string, unknown>[] }[];
};

/** The sample is cut to one span; its parent's id is no id and comes out as random bytes. */
function tempoDifference(got: unknown, expected: unknown): string | null {
  const flat = (answer: unknown): Record<string, unknown>[] =>
    (answer as { batches: Batch[] }).batches.flatMap(({ resource, instrumentationLibrarySpans }) =>
      instrumentationLibrarySpans.flatMap(({ instrumentationLibrary, spans }) =>
        spans.map(({ parentSpanId, ...span }) => ({
          resource,
          instrumentationLibrary,
          parentBytes: Buffer.from(String(parentSpanId), 'base64').length,
          ...span,
        })),
      ),
    );
  const ours = flat(got);
  return flat(expected)
    .map((span) =>
      difference(
        ours.find(({ name }) => name === span.name),
        span,
      ),
    )
    .reduce((first, next) => first ?? next, null);
}

async function send({ method, path, json, form }: Sent, { querierUrl, appUrl }: Deepflow): Promise<Got> {
  const base = path.startsWith('/v1/stats/') ? appUrl : querierUrl;
  const body = json === undefined ? (form === undefined ? null : new URLSearchParams(form)) : JSON.stringify(json);
  const headers = json === undefined ? {} : { 'content-type': 'application/json' };
  const response = await fetch(`${base}${path}`, { method, body, headers });
  return { status: response.status, text: await response.text() };
}

/** Stores what the samples tell of: the profile, and the span of a gateway. */
async function fill({ store }: Deepflow): Promise<void> {
  await store.insertProfiles(profileRowsOf(sample('profile_tracing').response as ProfileSample));
  const startUs = 1_755_850_000_000_500;
  await store.insertL7([
    {
      ...emptyL7Row,
      _id: '1',
      time: 1_755_850_000,
      start_time: startUs,
      end_time: startUs + 29_400,
      response_duration: 29_400,
      signal_source: 4,
      trace_id: '4bf92f3577b34da6a3ce929d0e0e4736',
      app_service: 'APISIX',
      endpoint: 'GET /anything/*',
      attribute_names: ['apisix.route_id', 'http.route'],
      attribute_values: ['r1', '/anything/*'],
    },
  ]);
}

/** Sends the requests of the samples to a DeepFlow of its own; statements of a sample only have to be accepted. */
export async function run(): Promise<{ passed: number; failed: { name: string; why: string }[] }> {
  const cluster = { ...inventory, cluster: { ...inventory.cluster, name: 'prod-cluster' } };
  const ports = { querierPort: 0, appPort: 0, agentPort: 0 };
  const deepflow = await startDeepflow({ host: '127.0.0.1', ...ports, inventory: cluster });
  let passed = 0;
  const failed: { name: string; why: string }[] = [];
  const note = (name: string, why: string | null) => {
    if (why === null) passed += 1;
    else failed.push({ name, why });
  };
  try {
    for (const file of readdirSync(folder)) {
      const name = file.replace(/\.json$/, '');
      if (!ofOtherSuites.test(name) && !(name in judges)) note(name, 'is compared with nothing');
    }
    await fill(deepflow);
    for (const [name, judge] of Object.entries(judges)) {
      const { cases, ...only } = sample(name);
      for (const expected of cases ?? [only]) {
        const got = await send(expected.request, deepflow);
        const isOwnStatus = ['l7flowtracing', 'l7flowtracing_partial', 'tempo_trace'].includes(name);
        const isOther = got.status !== expected.status && !isOwnStatus;
        note(name, isOther ? `status ${got.status}: ${got.text.slice(0, 200)}` : await judge(expected, got, deepflow));
      }
    }
    for (const sql of sample('l7flowtracing_querier_sql').sql ?? []) {
      const form = { db: 'flow_log', sql };
      const got = await send({ method: 'POST', path: '/v1/query/?no_prewhere=true', form }, deepflow);
      note('l7flowtracing_querier_sql', got.status === 200 ? null : `${got.text.slice(0, 200)} for ${sql}`);
    }
  } finally {
    await deepflow.close();
  }
  return { passed, failed };
}
