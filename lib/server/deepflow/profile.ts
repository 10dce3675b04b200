import 'server-only';
import { z } from 'zod';
import type { Profile, ProfileTarget } from '@/lib/deepflow/profile';
import { toProfile, type WireTree } from '@/lib/deepflow/profile-tree';
import type { GatewayConfig } from '@/lib/server/config';
import { parseAnswer, readUpstream, rejectionProblem, upstreamProblem } from '@/lib/server/upstream';
import type { Seconds } from './call-statements';
import { secondsOf } from './profile-params';
import { placeOf, stacksOfProfile } from './profile-statements';
import { number, query } from './querier';
import { all, literalContent } from './sql';

export type ProfileQuery = { target: ProfileTarget; fromMs: number; toMs: number };

/** Frames that are sent one by one: as many as the screen draws without a pause. */
const mostFrames = 100_000;
/** A million frames with their names. */
const maxBytes = 64 * 1024 * 1024;
/** A profile is a reading of all stacks of its range: it may take as long as a few statements. */
const patience = 4;
/** Stacks that the querier reads at most (deepflow server/querier/profile, `limit` of server.yaml). */
const mostStacks = 1_000_000;

/**
 * The merged stacks of one process, or of one of its instances (`POST /v1/profile/ProfileTracing`).
 * Throws `not_configured` without a querier, `upstream_contract` for an answer that is no tree, and what readUpstream
 * throws.
 */
export async function getProfile(
  gateway: GatewayConfig,
  { target, fromMs, toMs }: ProfileQuery,
  signal?: AbortSignal,
): Promise<Profile> {
  const range = secondsOf({ fromMs, toMs });
  const [tree, counted] = await Promise.all([
    askProfile(gateway, target, range, signal),
    query(gateway, stacksOfProfile(gateway.deepflow.tags, target, range), { signal }),
  ]);
  const profile = toProfile(tree, mostFrames);
  if (profile === null) throw contractProblem('node_values', 'A node is its own ancestor.');
  const rows = counted[0] === undefined ? 0 : number(counted[0], 'n');
  return { ...profile, cut: rows > mostStacks && !isHeld(target.event) ? { rows, limit: mostStacks } : null };
}

/** Kinds of which the querier takes the last value of each stack: its limit is one of stacks that differ. */
function isHeld(event: string): boolean {
  return /^(?:inuse_objects|inuse_space|goroutines|mem-inuse|hbm-inuse)$/.test(event);
}

async function askProfile(
  gateway: GatewayConfig,
  target: ProfileTarget,
  range: Seconds,
  signal: AbortSignal | undefined,
): Promise<WireTree> {
  const { querierUrl } = gateway.deepflow;
  if (querierUrl === null) throw upstreamProblem('querier', 'not_configured', 'DEEPFLOW_QUERIER_URL is not set.');
  const place = placeOf(gateway.deepflow.tags, target);
  const answer = await readUpstream({
    upstream: 'querier',
    url: `${querierUrl}/v1/profile/ProfileTracing`,
    method: 'POST',
    // The querier writes these three between quotes, and the filter as it is.
    body: {
      app_service: literalContent(target.app),
      profile_language_type: literalContent(target.language),
      profile_event_type: literalContent(target.event),
      ...(place.length > 0 && { tag_filter: all(place).where }),
      time_start: range.fromS,
      time_end: range.toS,
    },
    timeoutMs: patience * gateway.timeoutMs,
    maxBytes,
    signal,
  });
  if (answer.status !== 200) throw rejectionProblem('querier', answer);
  return toTree(parseAnswer('querier', answer, answerSchema).result, target.app);
}

const list = z.custom<unknown[] | null>((value) => value === null || Array.isArray(value), 'must be a list or null');
const answerSchema = z.looseObject({
  OPT_STATUS: z.string(),
  result: z.looseObject({
    functions: z.array(z.string()).nullable(),
    function_types: z.array(z.string()).nullable(),
    // Its rows are checked in toTree: there may be a million of them.
    node_values: z.looseObject({ columns: z.array(z.string()).nullable(), values: list }),
  }),
});

type Answer = z.output<typeof answerSchema>['result'];

/** Nothing found is null everywhere. The root has the name that was asked for, escapes and all: it gets its own. */
function toTree({ functions, function_types: types, node_values: nodes }: Answer, app: string): WireTree {
  const names = functions ?? [];
  const rows = nodes.values ?? [];
  const [functionAt, parentAt, selfAt] = ['function_id', 'parent_node_id', 'self_value'].map((name) => {
    const at = (nodes.columns ?? []).indexOf(name);
    if (at < 0 && rows.length > 0) throw contractProblem('node_values.columns', `There is no ${name}.`);
    return at;
  });
  if ((types ?? []).length !== names.length) throw contractProblem('function_types', 'Its length differs.');
  const tree = {
    functions: names,
    types: types ?? [],
    functionOf: new Int32Array(rows.length),
    parentOf: new Int32Array(rows.length),
    selfOf: new Float64Array(rows.length),
  };
  for (const [node, row] of rows.entries()) {
    tree.functionOf[node] = numberIn(row, functionAt, 0, names.length - 1);
    tree.parentOf[node] = numberIn(row, parentAt, -1, rows.length - 1);
    tree.selfOf[node] = numberIn(row, selfAt, 0, Number.MAX_SAFE_INTEGER);
  }
  const root = tree.parentOf.indexOf(-1);
  const named = root < 0 ? -1 : (tree.functionOf[root] ?? -1);
  return { ...tree, functions: names.map((name, at) => (at === named ? app : name)) };
}

function numberIn(row: unknown, at: number | undefined, least: number, most: number): number {
  const value = Array.isArray(row) && at !== undefined ? row[at] : undefined;
  if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value;
  throw contractProblem('node_values.values', 'A row has a value that is out of range.');
}

function contractProblem(field: string, detail: string) {
  return upstreamProblem('querier', 'upstream_contract', `${detail} (ProfileTracing)`, undefined, `result.${field}`);
}
