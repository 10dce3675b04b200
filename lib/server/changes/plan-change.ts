import 'server-only';
import type { SwitchedPlugin } from '@/lib/apisix/plugins-in-force';
import type { ChangePlan, PluginWish } from '@/lib/changes/dto';
import { isJsonObject, type JsonObject } from '@/lib/changes/json';
import { ProblemError } from '@/lib/http/problem';
import { validateObjects } from '@/lib/server/apisix/admin';
import { knownSecretFields } from '@/lib/server/apisix/gateway-facts';
import { maskObject, maskPluginConfig } from '@/lib/server/apisix/mask';
import { maskState } from '@/lib/server/apisix/route-detail';
import type { GatewayConfig } from '@/lib/server/config';
import { UpstreamAnswerError } from '@/lib/server/upstream';
import type { ChangeContext } from './context';
import { type RouteReading, readRoute, stateWith } from './route-reading';
import { type RoutePatch, routePatch } from './route-writer';
import { withSeen } from './seen';
import { type LastWrite, wishedCopy } from './wished-copy';

/**
 * The write that a wish would take, its effect, and the gateway's opinion of the outcome; secrets masked. Writes nothing.
 * Throws `not_found`, and the problems of reading.
 */
export async function planChange(
  { gateway, records }: ChangeContext,
  routeId: string,
  plugin: SwitchedPlugin,
  wish: PluginWish,
): Promise<ChangePlan> {
  const [reading, last] = await Promise.all([
    readRoute(gateway, routeId, plugin),
    lastWrite({ gateway, records }, plugin, routeId, wish),
  ]);
  const after = wishedCopy(reading.situation, wish, last);
  const patch = routePatch(reading, after);
  const fields = knownSecretFields(gateway);
  const before = maskPluginConfig(plugin, reading.own, fields);
  return {
    routeId,
    plugin,
    request: patch && { method: 'PATCH', path: pathOf(routeId, patch), body: shownBody(patch, fields) },
    before,
    after: maskPluginConfig(plugin, after, fields),
    effect: maskState(stateWith(reading, after), fields),
    seen: withSeen(reading.seen, before),
    validation: patch && ((await validateWrites(gateway, [{ reading, after }]))?.[0] ?? null),
  };
}

/** What this console last wrote to a plugin of a route; asked for only where the wish depends on it. */
export async function lastWrite(
  { gateway, records }: ChangeContext,
  plugin: SwitchedPlugin,
  routeId: string,
  wish: PluginWish,
): Promise<LastWrite> {
  const isBareSwitch = wish.state === 'off' || (wish.state === 'on' && wish.config === undefined);
  if (!isBareSwitch) return null;
  const latest = await records.latest(gateway.id, { kind: 'route_plugin', plugin }, routeId);
  return latest?.item ?? null;
}

function pathOf(routeId: string, { replaced }: RoutePatch): string {
  const below = replaced === null ? '' : `/plugins/${replaced}`;
  return `/apisix/admin/routes/${encodeURIComponent(routeId)}${below}`;
}

function shownBody({ replaced, body }: RoutePatch, fields: ReturnType<typeof knownSecretFields>): unknown {
  return replaced === null ? maskObject(body, fields) : maskPluginConfig(replaced, body, fields);
}

/** Null where the gateway cannot be asked: with a viewer key, or before it had configs/validate. */
export async function validateWrites(
  gateway: GatewayConfig,
  writes: readonly { reading: RouteReading; after: JsonObject | null }[],
): Promise<NonNullable<ChangePlan['validation']>[] | null> {
  const routes = writes.map(({ reading: { route, situation }, after }) => {
    // A body with these is refused (observed on APISIX 3.18.0), though every object that is read has them.
    const { create_time: _created, update_time: _updated, plugins, ...value } = route.value;
    // `plugins: []` is what lua-cjson makes of none.
    const { [situation.plugin]: _own, ...others } = isJsonObject(plugins) ? plugins : {};
    return { ...value, plugins: after === null ? others : { ...others, [situation.plugin]: after }, id: route.id };
  });
  try {
    const found = await validateObjects(gateway, 'routes', routes);
    return found.map((errors) => (errors.length === 0 ? { ok: true } : { ok: false, errors }));
  } catch (error) {
    if (!(error instanceof ProblemError) || !(error.cause instanceof UpstreamAnswerError)) throw error;
    const { status } = error.cause.answer;
    if (status === 401 || status === 403 || status === 404 || status === 405) return null;
    throw error;
  }
}
