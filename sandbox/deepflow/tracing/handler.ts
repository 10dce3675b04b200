import { BodyError, parseBody, type TracingBody } from '@/sandbox/deepflow/tracing/request';
import { defaultSettings, type TracingSettings } from '@/sandbox/deepflow/tracing/settings';
import { allOf, type Failure, type Found, type RowSource } from '@/sandbox/deepflow/tracing/source';
import { trace } from '@/sandbox/deepflow/tracing/trace';

export type TracingAnswer = { status: number; body: Record<string, unknown> };

export type TracingDeps = {
  /** By region. */
  regions: ReadonlyMap<string, RowSource>;
  settings?: TracingSettings;
};

/**
 * `POST /v1/stats/querier/L7FlowTracing` of deepflow-app. A query that fails costs what it would have brought: the
 * answer is PARTIAL_RESULT then, with the worst status of all queries.
 *
 * @param body the parsed JSON; undefined when it was none.
 */
export async function handleTracing(body: unknown, deps: TracingDeps): Promise<TracingAnswer> {
  if (body === undefined) return serverError('Failed when parsing body as json');
  if (body !== null && (typeof body !== 'object' || Array.isArray(body))) {
    return serverError('Model conversion requires a model or dict');
  }
  let request: TracingBody;
  try {
    request = parseBody({ ...body });
  } catch (error) {
    if (!(error instanceof BodyError)) throw error;
    return { status: 400, body: { OPT_STATUS: 'INVALID_POST_DATA', DESCRIPTION: error.description } };
  }
  const chosen = [...deps.regions].flatMap(([name, region]) =>
    request.region === null || request.region === name ? [region] : [],
  );
  // Asked by trace id deepflow-app looks into the answer of no querier at all: the key that is not there is its error.
  if (chosen.length === 0 && request.id === null) return serverError("'data'");
  const failures: Failure[] = [];
  const data = await traceOf(
    request,
    chosen,
    deps.settings ?? defaultSettings,
    <Row>({ rows, failure }: Found<Row>) => {
      if (failure !== null) failures.push(failure);
      return rows;
    },
  );
  const status = Math.max(200, ...failures.map((failure) => failure.status));
  return {
    status,
    body: {
      OPT_STATUS: failures.length === 0 ? 'SUCCESS' : 'PARTIAL_RESULT',
      DESCRIPTION: failures.at(-1)?.description ?? '',
      DATA: data ?? {},
      TYPE: 'Flow_Log_L7_Tracing',
    },
  };
}

async function traceOf(
  body: TracingBody,
  chosen: readonly RowSource[],
  defaults: TracingSettings,
  take: <Row>(found: Found<Row>) => readonly Row[],
) {
  if (chosen.length === 0) {
    take({ rows: [], failure: { status: 206, description: '无法找到可用的查询节点' } });
    return null;
  }
  const source = allOf(chosen);
  const settings: TracingSettings = {
    ...defaults,
    maxIteration: body.maxIteration ?? defaults.maxIteration,
    networkDelayUs: body.networkDelayUs ?? defaults.networkDelayUs,
    hostClockOffsetUs: body.hostClockOffsetUs ?? defaults.hostClockOffsetUs,
  };
  const window = { from: body.timeStart, to: body.timeEnd };
  let { id } = body;
  if (id === null) {
    // Without either id deepflow-app looks for a trace of this name.
    const found = take(await source.byTraceIds([body.traceId ?? 'None'], window, 1, false));
    id = found[0]?._id ?? null;
  }
  if (id === null) return null;
  if (!/^\d+$/.test(id) || BigInt(id) >= 1n << 64n) {
    take({ rows: [], failure: { status: 500, description: `_id=${id} is no condition on a row's number` } });
    return null;
  }
  const spansOnly = body.signalSources?.length === 1 && body.signalSources[0] === 'otel';
  const withAttributes = body.hasAttributes;
  return trace({ id, traceId: body.traceId, window, spansOnly, withAttributes }, source, settings, take);
}

function serverError(description: string): TracingAnswer {
  return { status: 500, body: { OPT_STATUS: 'INTERNAL_SERVER_ERROR', DESCRIPTION: description } };
}

/** `GET /v1/stats/querier/TracingAlgoParams`. */
export function tracingParameters(settings: TracingSettings = defaultSettings): TracingAnswer {
  return {
    status: 200,
    body: {
      OPT_STATUS: 'SUCCESS',
      DESCRIPTION: '',
      DATA: {
        network_delay_us: settings.networkDelayUs,
        host_clock_offset_us: settings.hostClockOffsetUs,
        max_iteration: settings.maxIteration,
      },
      TYPE: 'TracingAlgoParams',
    },
  };
}
