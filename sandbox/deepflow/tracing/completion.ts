import { emptyL7Row, type L7Row } from '@/sandbox/deepflow/l7-row';
import type { TracingAnswer, TracingDeps } from '@/sandbox/deepflow/tracing/handler';
import { memorySource } from '@/sandbox/deepflow/tracing/memory-source';
import {
  BodyError,
  parseBoolean,
  parseInteger,
  parseString,
  parseStrings,
  pythonJson,
} from '@/sandbox/deepflow/tracing/request';
import { defaultSettings } from '@/sandbox/deepflow/tracing/settings';
import { allOf, type Failure, type Found } from '@/sandbox/deepflow/tracing/source';
import { trace } from '@/sandbox/deepflow/tracing/trace';

type Parse = typeof parseInteger;
type Problems = Record<string, unknown>;

type AppSpan = {
  trace_id: string;
  span_id: string;
  parent_span_id: string;
  span_kind: number;
  start_time_us: number;
  end_time_us: number;
};

const spanFields: Readonly<Record<keyof AppSpan, Parse>> = {
  start_time_us: parseInteger,
  end_time_us: parseInteger,
  span_kind: parseInteger,
  trace_id: parseString,
  span_id: parseString,
  parent_span_id: parseString,
};

const points = ['app', 'app', 's-app', 'c-app', 'c-app', 's-app'] as const;

/** What the search looks through before the first and after the last of the given spans, in seconds. */
const marginSeconds = 3;

/** Members of a span that this answer leaves out (deepflow-app, application/tracing_completion.py). */
const leftOut = [
  ...['selftime', 'Enum(tap_side)', 'attribute', 'id', 'parent_id', 'childs', 'service_uid', 'service_uname'],
  ...['tap_port', 'tap_port_name', 'resource_from_vtap', 'set_parent_info', 'auto_instance'],
];

/**
 * `POST /v1/stats/querier/tracing-completion-by-external-app-spans`: spans of another tracing system, completed with
 * what DeepFlow saw around them.
 */
export async function handleCompletion(body: unknown, deps: TracingDeps): Promise<TracingAnswer> {
  if (body === undefined) return serverError('Failed when parsing body as json');
  if (body !== null && (typeof body !== 'object' || Array.isArray(body))) {
    return serverError('Model conversion requires a model or dict');
  }
  let request: ReturnType<typeof parseCompletion>;
  try {
    request = parseCompletion({ ...body });
  } catch (error) {
    if (!(error instanceof BodyError)) throw error;
    return { status: 400, body: { OPT_STATUS: 'INVALID_POST_DATA', DESCRIPTION: error.description } };
  }
  const failures: Failure[] = [];
  const take = <Row>({ rows, failure }: Found<Row>) => {
    if (failure !== null) failures.push(failure);
    return rows;
  };
  const rows = request.spans.map(toRow);
  const seconds = request.spans.flatMap((span) => [span.start_time_us, span.end_time_us]).map((us) => us / 1e6);
  const window = {
    from: Math.trunc(Math.min(...seconds)) - marginSeconds,
    to: Math.trunc(Math.max(...seconds)) + marginSeconds,
  };
  const settings = { ...(deps.settings ?? defaultSettings), ...request.settings };
  const source = allOf([memorySource(rows), ...deps.regions.values()]);
  const seed = { id: rows[0]?._id ?? '', traceId: null, window, spansOnly: false, withAttributes: false };
  const found = await trace(seed, source, settings, take);
  const status = Math.max(200, ...failures.map((failure) => failure.status));
  return {
    status,
    body: {
      OPT_STATUS: failures.length === 0 ? 'SUCCESS' : 'PARTIAL_RESULT',
      DESCRIPTION: failures.at(-1)?.description ?? '',
      DATA: found === null ? {} : { tracing: found.tracing.map(toCompleted) },
      TYPE: 'tracing-completion-by-external-app-spans',
    },
  };
}

function toCompleted(span: Record<string, unknown>): Record<string, unknown> {
  const kept = Object.entries(span).filter(([key]) => !leftOut.includes(key));
  return { ...Object.fromEntries(kept), name: span.endpoint || span.request_resource };
}

/** A given span as a row, numbered by its place in the list. */
function toRow(span: AppSpan, index: number): L7Row {
  const { trace_id, span_id, parent_span_id, start_time_us, end_time_us } = span;
  return {
    ...emptyL7Row,
    ...{ trace_id, span_id, parent_span_id },
    _id: String(index),
    time: Math.trunc(end_time_us / 1e6),
    start_time: start_time_us,
    end_time: end_time_us,
    response_duration: Math.max(0, end_time_us - start_time_us),
    signal_source: 4,
    span_kind: span.span_kind,
    observation_point: points[span.span_kind] ?? 'app',
    type: 2,
  };
}

function parseCompletion(body: Record<string, unknown>) {
  const fields: Readonly<Record<string, Parse>> = {
    MAX_ITERATION: parseInteger,
    NETWORK_DELAY_US: parseInteger,
    DEBUG: parseBoolean,
    SIGNAL_SOURCES: parseStrings,
  };
  const problems: Problems = {};
  const names = new Set([...Object.keys(fields), 'APP_SPANS'].flatMap((name) => [name, name.toLowerCase()]));
  for (const key of Object.keys(body)) if (!names.has(key)) problems[key] = 'Rogue field';
  const values = new Map<string, unknown>();
  for (const [name, parse] of Object.entries(fields)) {
    const sent = body[name] ?? body[name.toLowerCase()] ?? null;
    const parsed = sent === null ? null : parse(sent);
    if (parsed !== null && 'problem' in parsed) problems[name] = parsed.problem;
    else if (parsed !== null) values.set(name, parsed.value);
  }
  const spans = parseSpans(body.APP_SPANS ?? body.app_spans ?? null, problems);
  refuse(problems);
  for (const name of ['MAX_ITERATION', 'NETWORK_DELAY_US']) {
    if (Number(values.get(name) ?? 1) < 1) problems[name] = ['Int value should be greater than or equal to 1.'];
  }
  refuse(problems);
  const settings: { maxIteration?: number; networkDelayUs?: number } = {};
  if (values.has('MAX_ITERATION')) settings.maxIteration = Number(values.get('MAX_ITERATION'));
  if (values.has('NETWORK_DELAY_US')) settings.networkDelayUs = Number(values.get('NETWORK_DELAY_US'));
  return { spans, settings };
}

function parseSpans(sent: unknown, problems: Problems): AppSpan[] {
  if (sent === null || !Array.isArray(sent) || sent.length === 0) {
    problems.APP_SPANS = [
      sent === null
        ? 'This field is required.'
        : Array.isArray(sent)
          ? 'Please provide at least 1 item.'
          : 'Could not interpret the value as a list',
    ];
    return [];
  }
  const ofItems: Problems = {};
  const spans = sent.map((item: unknown, index) => {
    const own: Problems = {};
    const span = parseSpan(item, own);
    if (Object.keys(own).length > 0) ofItems[index] = own;
    return span;
  });
  if (Object.keys(ofItems).length > 0) problems.APP_SPANS = ofItems;
  return spans;
}

function parseSpan(item: unknown, problems: Problems): AppSpan {
  const sent = typeof item === 'object' && item !== null ? { ...(item as Record<string, unknown>) } : {};
  for (const key of Object.keys(sent)) if (!Object.hasOwn(spanFields, key)) problems[key] = 'Rogue field';
  const entries = Object.entries(spanFields).map(([name, parse]) => {
    const value = sent[name] ?? null;
    const parsed = value === null ? { problem: ['This field is required.'] } : parse(value);
    if ('problem' in parsed) {
      problems[name] = parsed.problem;
      return [name, 0];
    }
    if (name === 'span_kind' && ![0, 1, 2, 3, 4, 5].includes(Number(parsed.value))) {
      problems[name] = ['Value must be one of [0, 1, 2, 3, 4, 5].'];
    } else if (name.endsWith('_us') && Number(parsed.value) < 0) {
      problems[name] = ['Int value should be greater than or equal to 0.'];
    }
    return [name, parsed.value];
  });
  return Object.fromEntries(entries) as AppSpan;
}

function refuse(problems: Problems): void {
  if (Object.keys(problems).length > 0) throw new BodyError(pythonJson(problems as Parameters<typeof pythonJson>[0]));
}

function serverError(description: string): TracingAnswer {
  return { status: 500, body: { OPT_STATUS: 'INTERNAL_SERVER_ERROR', DESCRIPTION: description } };
}
