import type { HttpAnswer } from '@/sandbox/deepflow/http';
import type { Engine } from '@/sandbox/deepflow/querier/engine';
import { jsonAnswer } from '@/sandbox/deepflow/querier/query-api';
import type { Result } from '@/sandbox/deepflow/querier/result';
import { envelope } from '@/sandbox/deepflow/querier/result';
import { EnginePanic, QueryError } from '@/sandbox/deepflow/sql/errors';
import { toTempo } from '@/sandbox/deepflow/tempo/convert';
import { durationUs } from '@/sandbox/deepflow/tempo/duration';
import { encodeTempo, tempoJson } from '@/sandbox/deepflow/tempo/message';

/** deepflow-app's L7FlowTracing, which the querier asks for a trace. */
export type AskTrace = (body: unknown) => Promise<{ status: number; body: Record<string, unknown> }>;

export type TempoDeps = { engine: Engine; askTrace: AskTrace; organisation: string };

/** Go's encoding of an error that has no exported field. */
const failed: HttpAnswer = jsonAnswer(500, {});

const columnsOfTags: Readonly<Record<string, string>> = { 'service.name': 'app_service', name: 'endpoint' };

/** Answers the paths below `/api` that Grafana's Tempo data source asks for; null for any other. */
export async function answerTempo(url: URL, accept: string, deps: TempoDeps): Promise<HttpAnswer | null> {
  const { pathname } = url;
  const [, traceId] = /^\/api\/traces\/([^/]+)$/.exec(pathname) ?? [];
  const [, tag] = /^\/api\/search\/tag\/([^/]+)\/values$/.exec(pathname) ?? [];
  try {
    if (pathname === '/api/search') return await search(url.searchParams, deps);
    if (pathname === '/api/search/tags') return await tagNames(deps);
    if (tag !== undefined) return await tagValues(decodeURIComponent(tag), deps);
    return traceId === undefined ? null : await trace(decodeURIComponent(traceId), url.searchParams, accept, deps);
  } catch (error) {
    if (error instanceof EnginePanic) {
      const body = `${envelope('SERVER_ERROR', error.message, 'null', null)}${error.trailer}`;
      return { ...failed, status: 400, body };
    }
    if (error instanceof QueryError) return failed;
    throw error;
  }
}

/** Times go to deepflow-app as they came; it refuses empty ones, which ends as 500. */
async function trace(id: string, url: URLSearchParams, accept: string, { askTrace }: TempoDeps): Promise<HttpAnswer> {
  const { status, body } = await askTrace({
    trace_id: id,
    time_start: url.get('start') ?? '',
    time_end: url.get('end') ?? '',
    database: 'flow_log',
    table: 'l7_flow_log',
    has_attributes: 1,
  });
  if (status !== 200) return failed;
  const data = body.DATA as Record<string, unknown> | undefined;
  const batches = data === undefined || Object.keys(data).length === 0 ? [] : toTempo(data, id);
  if (batches.length === 0) return jsonAnswer(404, null);
  return accept === 'application/protobuf'
    ? { status: 200, headers: { 'content-type': 'application/protobuf' }, body: encodeTempo(batches) }
    : jsonAnswer(200, tempoJson(batches));
}

async function rowsOf(sql: string, { engine, organisation }: TempoDeps): Promise<Result> {
  const args = { db: 'flow_log', sql, precision: '', language: '', organisation, uuid: '' };
  const { result } = await engine.execute(args);
  return result ?? { columns: [], rows: [] };
}

async function tagNames(deps: TempoDeps): Promise<HttpAnswer> {
  const { rows } = await rowsOf('show tags from l7_flow_log', deps);
  return jsonAnswer(200, {
    tagNames: rows.map(([name]) => String(name)).filter((name) => name.includes('attribute.')),
  });
}

async function tagValues(tag: string, deps: TempoDeps): Promise<HttpAnswer> {
  const { rows } = await rowsOf(`show tag ${columnsOfTags[tag] ?? tag} values from l7_flow_log`, deps);
  return jsonAnswer(200, { tagValues: rows.map(([value]) => value) });
}

const searched = [
  'trace_id as traceID',
  'app_service as rootServiceName',
  'endpoint as rootTraceName',
  'toUnixTimestamp64Micro(start_time) as startTimeUnixNano',
  'response_duration/1000 as durationMs',
];

/** One entry for each row that has a trace id; what is asked for goes into the statement as it came. */
async function search(url: URLSearchParams, deps: TempoDeps): Promise<HttpAnswer> {
  const asked = (name: string) => url.get(name) ?? '';
  const bound = (name: string, column: string, compare: string) =>
    asked(name) === '' ? [] : [`${column}${compare}${asked(name)}`];
  const durations = (['minDuration', 'maxDuration'] as const).map((name) =>
    asked(name) === '' ? '' : durationUs(asked(name)),
  );
  const [least, most] = durations;
  if (least === null || most === null) return failed;
  const filters = [
    "trace_id != ''",
    ...bound('start', 'time', '>='),
    ...bound('end', 'time', '<='),
    ...filtersOf(asked('tags')).map(({ key, value }) => `${columnsOfTags[key] ?? key}='${value}'`),
    ...(least === '' ? [] : [`response_duration>=${least}`]),
    ...(most === '' ? [] : [`response_duration<=${most}`]),
  ];
  const limit = asked('limit') === '' ? '' : ` LIMIT ${asked('limit')}`;
  const sql = `select ${searched.join(', ')} from l7_flow_log WHERE ${filters.join(' AND ')} ORDER BY startTimeUnixNano desc${limit}`;
  const { columns, rows } = await rowsOf(sql, deps);
  const at = (row: unknown[], name: string) => row[columns.findIndex((column) => column.name === name)];
  const traces = rows.map((row) => ({
    durationMs: Number(at(row, 'durationMs')),
    rootServiceName: at(row, 'rootServiceName'),
    rootTraceName: at(row, 'rootTraceName'),
    startTimeUnixNano: `${String(at(row, 'startTimeUnixNano'))}000`,
    traceID: at(row, 'traceID'),
  }));
  return jsonAnswer(200, { metrics: {}, traces });
}

/** `k="v" k2="v2"`, cut at the quotes as the querier does: a value without them is more than it bears. */
function filtersOf(tags: string): { key: string; value: string }[] {
  return tags.split('" ').flatMap((part) => {
    if (!part.includes('=')) return [];
    const [key = '', value] = part.split('="');
    if (value === undefined) throw new EnginePanic('runtime error: index out of range [1] with length 1');
    return [{ key: key.trim(), value: value.replace(/^"+|"+$/g, '') }];
  });
}
