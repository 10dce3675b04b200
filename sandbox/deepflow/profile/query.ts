import { cutKernel, type ProfileTree, profileTree, type Stack } from '@/sandbox/deepflow/profile/tree';
import { unzstd } from '@/sandbox/deepflow/profile/zstd';
import { type Engine, ExecutionError } from '@/sandbox/deepflow/querier/engine';
import type { DebugEntry } from '@/sandbox/deepflow/querier/result';
import { QueryError } from '@/sandbox/deepflow/sql/errors';

export type ProfileQuery = {
  /** Condition in DeepFlow's dialect. */
  where: string;
  root: string;
  eventType: string;
  languageType: string;
  /** -1 keeps every kernel function. */
  maxKernelStackDepth: number;
  organisation: string;
};

/** What a profile's answer tells of its one query when asked, and whenever the query failed. */
export type ProfileDebug = {
  querier_debug: {
    ip: string;
    sql: string;
    sql_CH: string;
    query_time: string;
    query_uuid: string;
    error: string;
  }[];
  format_time: string;
};

export type Profiled = { tree: ProfileTree; debug: ProfileDebug };

/** A query that failed, with what there is to say of it. */
export class ProfileError extends QueryError {
  constructor(
    cause: QueryError,
    readonly debug: ProfileDebug,
  ) {
    super(cause.message, cause.optStatus, cause.status);
  }
}

const rowLimit = 1_000_000;
const everyKernelFunction = -1;

/** Kinds of which the last value of a process counts, not the sum (server/querier/profile/service/profile.go). */
const heldTypes = ['inuse_objects', 'inuse_space', 'goroutines', 'mem-inuse', 'hbm-inuse'];

const stackAndValue = 'profile_location_str, profile_value';

/**
 * Stacks are bytes, which ClickHouse's JSON would break; equal ones are summed there, in the order of their rows, which
 * is all that the tree needs of them.
 */
const summedAsHex = (statement: string) =>
  `SELECT hex(profile_location_str) AS stack, sum(profile_value) AS value FROM (SELECT ${stackAndValue}, rowNumberInAllBlocks() AS row FROM (${statement})) GROUP BY profile_location_str ORDER BY min(row)`;

/**
 * The tree of the stacks that a condition selects.
 * @throws ProfileError, or EnginePanic where the real engine panics.
 */
export async function queryProfile(query: ProfileQuery, engine: Engine): Promise<Profiled> {
  const { where, eventType } = query;
  const sql = heldTypes.includes(eventType)
    ? `SELECT profile_location_str, Last(profile_value) AS profile_value FROM in_process WHERE ${where} GROUP BY profile_location_str ,agent_id, process_id LIMIT ${rowLimit}`
    : `SELECT ${stackAndValue} FROM in_process WHERE ${where} LIMIT ${rowLimit}`;
  const args = { db: 'profile', sql, precision: '', language: '', organisation: query.organisation, uuid: '' };
  try {
    const { result, debug } = await engine.execute(args, summedAsHex);
    const started = performance.now();
    const stacks = (result?.rows ?? []).map(([hex, value]) => toStack(String(hex), Number(value), query));
    const tree = profileTree(query.root, eventType, stacks);
    const formatTime = `${((performance.now() - started) / 1000).toFixed(9)}s`;
    return { tree, debug: { querier_debug: debug.map((entry) => ownDebug(sql, entry)), format_time: formatTime } };
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
    const debug = error instanceof ExecutionError ? error.debug : [];
    throw new ProfileError(error, { querier_debug: debug.map((entry) => ownDebug(sql, entry)), format_time: '' });
  }
}

function toStack(hex: string, value: number, { languageType, maxKernelStackDepth }: ProfileQuery): Stack {
  const text = unzstd(Buffer.from(hex, 'hex'));
  const cuts = maxKernelStackDepth !== everyKernelFunction && languageType === 'eBPF';
  return { text: cuts ? cutKernel(text, maxKernelStackDepth) : text, value };
}

function ownDebug(sql: string, entry: DebugEntry): ProfileDebug['querier_debug'][number] {
  return {
    ip: entry.IP,
    sql,
    sql_CH: entry.Sql,
    query_time: entry.QueryTime,
    query_uuid: entry.QueryUUID,
    error: entry.Error,
  };
}
