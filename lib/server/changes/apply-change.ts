import 'server-only';
import type { SwitchedPlugin } from '@/lib/apisix/plugins-in-force';
import type { ChangeResult, PluginWish } from '@/lib/changes/dto';
import { ProblemError } from '@/lib/http/problem';
import { getObject, patchObject } from '@/lib/server/apisix/admin';
import { knownSecretFields } from '@/lib/server/apisix/gateway-facts';
import { managerOf } from '@/lib/server/apisix/managed-by';
import { maskPluginConfig } from '@/lib/server/apisix/mask';
import { maskState } from '@/lib/server/apisix/route-detail';
import { routeIndex } from '@/lib/server/apisix/route-index';
import type { ApisixObject } from '@/lib/server/apisix/wire';
import type { GatewayConfig } from '@/lib/server/config';
import { UpstreamAnswerError } from '@/lib/server/upstream';
import { otherDifferences } from './differences';
import { isSameJson, type JsonObject } from './json';
import { oneAtATime } from './one-at-a-time';
import { plannedWrite } from './plan-change';
import { changedPart, ownCopy, type RouteReading, readRoute, stateWith } from './route-reading';

const maxAttempts = 6;

/**
 * Does what planChange showed: compares what the change touches with what the person saw, sends the one PATCH, reads
 * back. Throws `conflict` when something it touches has changed since the plan (nothing is written then), `forbidden`
 * for a route that somebody else writes back, and the problems of reading and writing.
 * Between the comparison and the PATCH a moment remains in which another writer may change the same plugin.
 */
export function applyChange(
  gateway: GatewayConfig,
  routeId: string,
  plugin: SwitchedPlugin,
  wish: PluginWish,
  seen: string,
): Promise<ChangeResult> {
  return oneAtATime(`${gateway.id} ${routeId}`, async () => {
    for (let attempt = 1; ; attempt++) {
      const reading = await readRoute(gateway, routeId, plugin);
      assertUnchanged(reading, seen);
      assertNotManaged(reading);
      const { after, body } = plannedWrite(reading, wish);
      if (body === null) return resultOf(gateway, reading, reading.route, after);
      const written = await write(gateway, reading, body, after);
      if (written === 'conflict' && attempt < maxAttempts) {
        await pause(attempt);
        continue;
      }
      if (written === 'conflict') throw busy();
      routeIndex(gateway).noteRoute(written);
      return resultOf(gateway, reading, written, after);
    }
  });
}

/** Sends the PATCH and reads the route back. `conflict`: another writer was faster, and nothing was written. */
async function write(
  gateway: GatewayConfig,
  { route, situation }: RouteReading,
  body: JsonObject,
  after: JsonObject | null,
): Promise<ApisixObject | 'conflict'> {
  let failure: unknown;
  try {
    await patchObject(gateway, 'routes', route.id, body);
  } catch (error) {
    if (error instanceof ProblemError && error.problem.code === 'conflict') return 'conflict';
    if (!isOutcomeOpen(error)) throw await refusal(gateway, route, situation, error);
    // The gateway knows.
    failure = error;
  }
  let written: ApisixObject;
  try {
    written = await getObject(gateway, 'routes', route.id);
  } catch (error) {
    throw failure === undefined ? explained(error, writtenUnread) : explained(failure, unconfirmedUnread);
  }
  if (failure !== undefined && !isSameJson(ownCopy(written, situation.plugin), after))
    throw explained(failure, unconfirmed);
  return written;
}

/**
 * Whether a failed PATCH may have been made all the same: its answer was lost, a proxy waited in vain for it, etcd was
 * in trouble on the way. 412 is what APISIX 3.18.0 answers after a write with conditional headers, should a proxy add
 * some.
 */
function isOutcomeOpen(error: unknown): boolean {
  if (!(error instanceof ProblemError) || error.problem.code === 'not_found') return false;
  if (!(error.cause instanceof UpstreamAnswerError)) return true;
  const { status } = error.cause.answer;
  return status >= 500 || status === 412;
}

/** A refused PATCH of a plugin that somebody has just removed is their change, not a fault of ours. */
async function refusal(
  gateway: GatewayConfig,
  route: ApisixObject,
  { plugin }: RouteReading['situation'],
  error: unknown,
): Promise<unknown> {
  const now = await getObject(gateway, 'routes', route.id).catch(() => null);
  return now && !isSameJson(ownCopy(now, plugin), ownCopy(route, plugin)) ? conflict(plugin, 'own') : error;
}

function resultOf(
  gateway: GatewayConfig,
  reading: RouteReading,
  written: ApisixObject,
  planned: JsonObject | null,
): ChangeResult {
  const { plugin, own } = reading.situation;
  const fields = knownSecretFields(gateway);
  const after = ownCopy(written, plugin);
  const differences = otherDifferences(reading.route.value, written.value, plugin);
  return {
    changeId: null,
    routeId: written.id,
    plugin,
    before: maskPluginConfig(plugin, own, fields),
    after: maskPluginConfig(plugin, after, fields),
    verified: isSameJson(after, planned) && differences.length === 0,
    otherDifferences: differences,
    nodes: [],
    state: maskState(stateWith(reading, after), fields),
    at: Date.now(),
  };
}

function assertUnchanged(reading: RouteReading, seen: string): void {
  const part = changedPart(seen, reading);
  if (part !== null) throw conflict(reading.situation.plugin, part);
}

function assertNotManaged({ route }: RouteReading): void {
  const manager = managerOf(route.value.labels);
  if (manager === null) return;
  throw new ProblemError({
    type: 'about:blank',
    title: 'The route is managed elsewhere',
    status: 403,
    code: 'forbidden',
    detail: `${manager} writes this route and would write its own version back.`,
    field: 'labels',
  });
}

function conflict(plugin: SwitchedPlugin, part: 'own' | 'inherited'): ProblemError {
  return new ProblemError({
    type: 'about:blank',
    title: 'Changed in the meantime',
    status: 409,
    code: 'conflict',
    detail:
      part === 'own'
        ? `${plugin} on this route has changed since the plan was made. Nothing was written.`
        : `What this route inherits of ${plugin} has changed since the plan was made. Nothing was written.`,
    field: part === 'own' ? `plugins.${plugin}` : 'inherited',
  });
}

function busy(): ProblemError {
  return new ProblemError({
    type: 'about:blank',
    title: 'The route is being changed by others',
    status: 409,
    code: 'conflict',
    detail: `Another writer was faster ${maxAttempts} times in a row. Nothing was written.`,
    upstream: 'admin',
  });
}

const writtenUnread = 'The gateway accepted the write, but it could not be read back.';
const unconfirmed = 'The write was not confirmed, and the route does not show it; it may still arrive.';
const unconfirmedUnread = 'The answer to the write was lost, so it is not known whether it was made.';

/** The problem with a sentence about the write in front of its detail. */
function explained(error: unknown, sentence: string): unknown {
  if (!(error instanceof ProblemError)) return error;
  const { detail } = error.problem;
  return new ProblemError(
    { ...error.problem, detail: detail === undefined ? sentence : `${sentence} ${detail}` },
    { cause: error.cause },
  );
}

/** Waits a little, longer each time and by chance, so that two writers part ways. */
function pause(attempt: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, attempt * (5 + Math.random() * 15)));
}
