import { BindingError, bindJson, type GoField } from '@/sandbox/deepflow/querier/go-binding';
import { type Answer, jsonAnswer } from '@/sandbox/deepflow/querier/query-api';

const mapFields: readonly GoField[] = [
  { json: 'query_condition', go: 'QueryCondition', type: 'string' },
  { json: 'time_start', go: 'TimeStart', type: 'int', required: true },
  { json: 'time_end', go: 'TimeEnd', type: 'int', required: true },
  { json: 'debug', go: 'Debug', type: 'bool' },
  { json: 'regions', go: 'Regions', type: 'object', required: true },
];

const structs: Readonly<Record<string, string>> = {
  '/v1/trace_map': 'TraceMap',
  '/v1/trace_map/sync': 'TraceMap',
  '/v1/flow_map': 'FlowMap',
};

/**
 * Maps of traces and flows, which the community edition checks the request of and then answers with nothing
 * (server/querier/app/distributed_tracing); null for any other path.
 */
export function answerMap(path: string, body: string): Answer | null {
  const struct = Object.hasOwn(structs, path) ? structs[path] : undefined;
  if (struct === undefined) return null;
  try {
    bindJson(body, struct, mapFields);
  } catch (error) {
    if (!(error instanceof BindingError)) throw error;
    const refusal = { OPT_STATUS: 'INVALID_POST_DATA', DESCRIPTION: error.message, result: null, debug: null };
    return jsonAnswer(400, refusal);
  }
  return { status: 200, headers: { 'content-type': 'application/json' }, body: '' };
}

/** Spans of an external APM: none is configured here (server/querier/app/tracing-adapter/interface.go). */
export function answerAdapter(): Answer {
  return jsonAnswer(200, { status: 'SUCCESS', data: { spans: [] } });
}
