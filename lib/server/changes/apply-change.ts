import 'server-only';
import type { ChangeResult, PluginWish } from '@/lib/apisix/dto';
import type { SwitchedPlugin } from '@/lib/apisix/plugins-in-force';
import { ProblemError } from '@/lib/http/problem';
import { getObject, patchObject } from '@/lib/server/apisix/admin';
import { managerOf } from '@/lib/server/apisix/managed-by';
import { routeIndex } from '@/lib/server/apisix/route-index';
import type { ApisixObject } from '@/lib/server/apisix/wire';
import type { GatewayConfig } from '@/lib/server/config';
import { otherDifferences } from './differences';
import { isJsonObject, isSameJson, type JsonObject } from './json';
import { oneAtATime } from './one-at-a-time';
import { plannedWrite } from './plan-change';
import { changedPart, type RouteReading, readRoute, stateWith } from './route-reading';

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
      if (body === null) return resultOf(reading, reading.route, after);
      const written = await write(gateway, reading, body, after);
      if (written === 'conflict' && attempt < maxAttempts) {
        await pause(attempt);
        continue;
      }
      if (written === 'conflict') throw busy();
      routeIndex(gateway).noteRoute(written);
      return resultOf(reading, written, after);
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
    // A lost answer does not say whether the write was done: the gateway knows.
    if (!(error instanceof ProblemError && error.isRetryable)) throw await refusal(gateway, route, situation, error);
    failure = error;
  }
  let written: ApisixObject;
  try {
    written = await getObject(gateway, 'routes', route.id);
  } catch (error) {
    throw unread(failure ?? error, failure !== undefined);
  }
  if (failure !== undefined && !isSameJson(copyOn(written, situation.plugin), after)) throw failure;
  return written;
}

/** A refused PATCH of a plugin that somebody has just removed is their change, not a fault of ours. */
async function refusal(
  gateway: GatewayConfig,
  route: ApisixObject,
  { plugin }: RouteReading['situation'],
  error: unknown,
): Promise<unknown> {
  const now = await getObject(gateway, 'routes', route.id).catch(() => null);
  return now && !isSameJson(copyOn(now, plugin), copyOn(route, plugin)) ? conflict(plugin, 'own') : error;
}

function resultOf(reading: RouteReading, written: ApisixObject, planned: JsonObject | null): ChangeResult {
  const { plugin, own } = reading.situation;
  const after = copyOn(written, plugin);
  const differences = otherDifferences(reading.route.value, written.value, plugin);
  return {
    routeId: written.id,
    plugin,
    before: own,
    after,
    verified: isSameJson(after, planned) && differences.length === 0,
    otherDifferences: differences,
    state: stateWith(reading, after),
    at: Date.now(),
  };
}

function copyOn({ value }: ApisixObject, plugin: SwitchedPlugin): JsonObject | null {
  const copy = isJsonObject(value.plugins) ? value.plugins[plugin] : undefined;
  return isJsonObject(copy) ? copy : null;
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

function unread(error: unknown, isLost: boolean): unknown {
  if (!(error instanceof ProblemError)) return error;
  const sentence = isLost
    ? 'The answer to the write was lost, so it is not known whether it was made.'
    : 'The gateway accepted the write, but it could not be read back.';
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
