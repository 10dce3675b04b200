import 'server-only';
import type { SwitchedPlugin } from '@/lib/apisix/plugins-in-force';
import type { ChangePlan, PluginWish } from '@/lib/changes/dto';
import { ProblemError } from '@/lib/http/problem';
import { validateRoute } from '@/lib/server/apisix/admin';
import { knownSecretFields } from '@/lib/server/apisix/gateway-facts';
import { maskObject, maskPluginConfig } from '@/lib/server/apisix/mask';
import { maskState } from '@/lib/server/apisix/route-detail';
import type { GatewayConfig } from '@/lib/server/config';
import { UpstreamAnswerError } from '@/lib/server/upstream';
import { isJsonObject, type JsonObject } from './json';
import { applyMergePatch, mergePatch } from './merge-patch';
import { type RouteReading, readRoute, stateWith } from './route-reading';
import { wishedCopy } from './wished-copy';

export type PlannedWrite = { after: JsonObject | null; body: JsonObject | null };

/** What would be written for a wish, given a reading. Pure. */
export function plannedWrite({ situation }: RouteReading, wish: PluginWish): PlannedWrite {
  const { plugin, own } = situation;
  const after = wishedCopy(situation, wish);
  const change = mergePatch(own === null ? {} : { [plugin]: own }, after === null ? {} : { [plugin]: after });
  return { after, body: change && { plugins: change } };
}

/**
 * The write that a wish would take, its effect, and the gateway's opinion of the outcome; secrets masked. Writes nothing.
 * Throws `not_found`, and the problems of reading.
 */
export async function planChange(
  gateway: GatewayConfig,
  routeId: string,
  plugin: SwitchedPlugin,
  wish: PluginWish,
): Promise<ChangePlan> {
  const reading = await readRoute(gateway, routeId, plugin);
  const { after, body } = plannedWrite(reading, wish);
  const fields = knownSecretFields(gateway);
  return {
    routeId,
    plugin,
    request: body && { method: 'PATCH', path: routePath(routeId), body: maskObject(body, fields) },
    before: maskPluginConfig(plugin, reading.situation.own, fields),
    after: maskPluginConfig(plugin, after, fields),
    effect: maskState(stateWith(reading, after), fields),
    seen: reading.seen,
    validation: body && (await validate(gateway, reading, body)),
  };
}

function routePath(routeId: string): string {
  return `/apisix/admin/routes/${encodeURIComponent(routeId)}`;
}

/** Null where the gateway cannot be asked: with a viewer key, or before it had configs/validate. */
async function validate(
  gateway: GatewayConfig,
  { route }: RouteReading,
  body: JsonObject,
): Promise<ChangePlan['validation']> {
  // A body with these is refused (observed on APISIX 3.18.0), though every object that is read has them.
  const { create_time: _created, update_time: _updated, ...value } = applyMergePatch(normalised(route.value), body);
  try {
    const errors = await validateRoute(gateway, { ...value, id: route.id });
    return errors.length === 0 ? { ok: true } : { ok: false, errors };
  } catch (error) {
    if (!(error instanceof ProblemError) || !(error.cause instanceof UpstreamAnswerError)) throw error;
    const { status } = error.cause.answer;
    if (status === 401 || status === 403 || status === 404 || status === 405) return null;
    throw error;
  }
}

/** `plugins: []` is what lua-cjson makes of none; the merge takes it for an empty object. */
function normalised(value: JsonObject): JsonObject {
  return isJsonObject(value.plugins) || value.plugins === undefined ? value : { ...value, plugins: {} };
}
