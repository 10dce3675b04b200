import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { emptyL7Row, type L7Row } from '@/sandbox/deepflow/l7-row';
import type { TracingAnswer } from '@/sandbox/deepflow/tracing/handler';
import { handleTracing } from '@/sandbox/deepflow/tracing/handler';
import { memorySource } from '@/sandbox/deepflow/tracing/memory-source';
import {
  type ConnectionStrategy,
  defaultSettings,
  type TracingSettings,
  type TracingSource,
} from '@/sandbox/deepflow/tracing/settings';
import type { Found, RowSource } from '@/sandbox/deepflow/tracing/source';

/** One run of deepflow-app's own service over rows that are given with it. */
export type Recording = {
  name: string;
  scenario: string;
  rows: Partial<L7Row>[];
  labels: Record<string, string>;
  request: unknown;
  response: TracingAnswer;
  config: {
    l7_tracing_limit: number;
    allow_multiple_trace_ids_in_tracing_result: boolean;
    tracing_source: TracingSource[];
    span_set_connection_strategies: ConnectionStrategy[];
    regions: string[];
  };
  queries: { region: string; fault?: string }[];
};

export function readRecordings(): Recording[] {
  const file = new URL('./recordings/deepflow/tracing.jsonl.gz', import.meta.url);
  return gunzipSync(readFileSync(file))
    .toString()
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Recording);
}

/** Asks the sandbox's tracing what the recording asked the real one, over the same rows and with the same faults. */
export async function replay(recording: Recording): Promise<TracingAnswer> {
  const { config } = recording;
  const rows = recording.rows.map((row): L7Row => ({ ...emptyL7Row, ...row }));
  const regions = new Map(
    config.regions.map((region) => [
      region,
      failing(
        memorySource(rows.filter((row) => row._querier_region === region)),
        recording.queries.filter((query) => query.region === region).map((query) => query.fault),
      ),
    ]),
  );
  const settings: TracingSettings = {
    ...defaultSettings,
    rowLimit: config.l7_tracing_limit,
    allowMultipleTraceIds: config.allow_multiple_trace_ids_in_tracing_result,
    sources: config.tracing_source.length > 0 ? new Set(config.tracing_source) : defaultSettings.sources,
    strategies: new Set(config.span_set_connection_strategies),
  };
  return handleTracing(recording.request, { regions, settings });
}

/** Fails the queries that failed in the recording, by their order. */
function failing(source: RowSource, faults: readonly (string | undefined)[]): RowSource {
  let asked = 0;
  const next = async <Row>(answer: () => Promise<Found<Row>>): Promise<Found<Row>> => {
    const fault = faults[asked];
    asked += 1;
    if (fault === undefined) return answer();
    return { rows: [], failure: { status: fault === 'HTTP 500' ? 500 : 206, description: fault } };
  };
  return {
    byId: (...args) => next(() => source.byId(...args)),
    byTraceIds: (...args) => next(() => source.byTraceIds(...args)),
    linked: (...args) => next(() => source.linked(...args)),
    byIds: (...args) => next(() => source.byIds(...args)),
  };
}
