import 'server-only';
import type { SwitchedPlugin } from '@/lib/apisix/plugins-in-force';
import type { MetadataPlan, MetadataResult, MetadataView, PluginConfig, PluginWish } from '@/lib/changes/dto';
import { isSameJson, type JsonObject } from '@/lib/changes/json';
import { applyMergePatch } from '@/lib/changes/merge-patch';
import { ProblemError } from '@/lib/http/problem';
import { validateObjects } from '@/lib/server/apisix/admin';
import { knownSecretFields, pluginSchemasOf } from '@/lib/server/apisix/gateway-facts';
import { maskPluginConfig } from '@/lib/server/apisix/mask';
import { routeIndex } from '@/lib/server/apisix/route-index';
import type { GatewayConfig } from '@/lib/server/config';
import { UpstreamAnswerError } from '@/lib/server/upstream';
import { withVersions } from './apply-change';
import type { ChangeContext } from './context';
import { withOriginals } from './masked-values';
import { metadataWriter } from './metadata-writer';
import { withSeen } from './seen';
import { applySingle } from './single-change';
import { ConflictError } from './write-object';

/** The metadata object of a plugin, secrets masked. */
export async function readMetadata(gateway: GatewayConfig, plugin: SwitchedPlugin): Promise<MetadataView> {
  const [{ own, seen }] = await Promise.all([metadataWriter(gateway, plugin).read(plugin), pluginSchemasOf(gateway)]);
  const config = maskPluginConfig(plugin, own, knownSecretFields(gateway));
  return { plugin, config, seen: withSeen(seen, config) };
}

/** What a wish would make of a plugin's metadata object, and the gateway's opinion of it. Writes nothing. */
export async function planMetadata(
  gateway: GatewayConfig,
  plugin: SwitchedPlugin,
  wish: PluginWish,
): Promise<MetadataPlan> {
  const [{ own, seen }] = await Promise.all([metadataWriter(gateway, plugin).read(plugin), pluginSchemasOf(gateway)]);
  const fields = knownSecretFields(gateway);
  const wished = wishedMetadata(gateway, plugin, wish, own);
  const [before, after] = [maskPluginConfig(plugin, own, fields), maskPluginConfig(plugin, wished, fields)];
  const isSame = isSameJson(own, wished);
  const path = `/apisix/admin/plugin_metadata/${plugin}`;
  return {
    plugin,
    request: isSame
      ? null
      : wished === null
        ? { method: 'DELETE', path, body: null }
        : { method: 'PUT', path, body: after },
    before,
    after,
    seen: withSeen(seen, before),
    validation: isSame || wished === null ? null : await validate(gateway, plugin, wished),
  };
}

/**
 * Does what planMetadata showed, and records it: a change with one item, undone like any other. The object is written
 * whole, for the gateway has no other way, right after it was found to be as the person saw it.
 * Throws what applyChange throws.
 */
export async function applyMetadata(
  context: ChangeContext,
  input: { plugin: SwitchedPlugin; wish: PluginWish; seen: string; actor: string },
): Promise<MetadataResult> {
  const { gateway } = context;
  const { plugin, wish, seen, actor } = input;
  const mask = (config: JsonObject | null) => maskPluginConfig(plugin, config, knownSecretFields(gateway));
  await pluginSchemasOf(gateway);
  const target = { kind: 'plugin_metadata', plugin } as const;
  try {
    const { changeId, before, written, outcome } = await applySingle(context, metadataWriter(gateway, plugin), {
      target,
      objectId: plugin,
      wish,
      seen,
      actor,
      revertAt: null,
      after: ({ own }) => wishedMetadata(gateway, plugin, wish, own),
    });
    // Whether a plugin has metadata decides whether it is on.
    if (changeId !== null)
      void routeIndex(gateway)
        .refresh()
        .catch(() => undefined);
    return {
      changeId,
      plugin,
      before: mask(before.own),
      after: mask(written.own),
      verified: outcome.verified ?? true,
      nodes: outcome.nodes ?? [],
      at: Date.now(),
    };
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error;
    throw await withVersions(error, seen, {
      current: mask(error.found.own),
      wishedOf: (shown) => mask(wishedMetadata(gateway, plugin, wish, shown)),
    });
  }
}

/** The object as it should be: `on` sets the keys of the wish, however deep, and null removes one; null: none. */
function wishedMetadata(
  gateway: GatewayConfig,
  plugin: SwitchedPlugin,
  wish: PluginWish,
  own: PluginConfig | null,
): JsonObject | null {
  if (wish.state === 'off' || (wish.state === 'exactly' && wish.config === null)) return null;
  const wished = withOriginals(plugin, wish.config ?? {}, own, knownSecretFields(gateway));
  if (wish.state === 'exactly') return wished;
  return withoutNulls(applyMergePatch(own ?? {}, wished));
}

/** A null that removes nothing is left in what the merge takes over as it is. */
function withoutNulls(value: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]) => {
      if (item === null) return [];
      return [[key, typeof item === 'object' && !Array.isArray(item) ? withoutNulls(item as JsonObject) : item]];
    }),
  );
}

/** Null where the gateway cannot be asked: with a viewer key, or before it had configs/validate. */
async function validate(
  gateway: GatewayConfig,
  plugin: SwitchedPlugin,
  value: JsonObject,
): Promise<MetadataPlan['validation']> {
  try {
    const [errors = []] = await validateObjects(gateway, 'plugin_metadata', [{ ...value, id: plugin }]);
    return errors.length === 0 ? { ok: true } : { ok: false, errors };
  } catch (error) {
    if (!(error instanceof ProblemError) || !(error.cause instanceof UpstreamAnswerError)) throw error;
    if ([401, 403, 404, 405].includes(error.cause.answer.status)) return null;
    throw error;
  }
}
