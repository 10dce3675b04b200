import 'server-only';
import { z } from 'zod';
import type { SwitchedPlugin } from '@/lib/apisix/plugins-in-force';
import type { NodeCheck } from '@/lib/changes/dto';
import { isJsonObject, isSameJson, type JsonObject } from '@/lib/changes/json';
import type { ApisixObject } from '@/lib/server/apisix/wire';
import type { GatewayConfig } from '@/lib/server/config';
import { toProblem } from '@/lib/server/to-problem';
import { parseAnswer, readUpstream, rejectionProblem } from '@/lib/server/upstream';

/** A write reached every worker within 3 ms where it was measured; a node that is slower than all of these is said to differ. */
const waitsMs = [0, 20, 60, 150, 300];
const maxBytes = 8 * 1024 * 1024;

/** An object as a node holds it in memory. `orig_modifiedIndex`: a node gives its own number to what it resolves anew. */
const shownSchema = z.looseObject({
  value: z.record(z.string(), z.unknown()),
  modifiedIndex: z.number().optional().catch(undefined),
  orig_modifiedIndex: z.number().optional().catch(undefined),
});

/** Whether each node runs the plugin's copy of a route as it was written. Never fails: a node's failure is its check's. */
export function checkRouteNodes(
  gateway: GatewayConfig,
  route: ApisixObject,
  plugin: SwitchedPlugin,
): Promise<NodeCheck[]> {
  const part = (value: JsonObject) => (isJsonObject(value.plugins) ? value.plugins[plugin] : undefined);
  return checkNodes(gateway, `/v1/route/${encodeURIComponent(route.id)}`, (shown) => {
    if (shown === null) return false;
    const { value, modifiedIndex, orig_modifiedIndex } = shownSchema.parse(shown);
    const index = orig_modifiedIndex ?? modifiedIndex;
    if (index !== undefined && route.modifiedIndex !== null && index < route.modifiedIndex) return false;
    return holds(part(value), part(route.value));
  });
}

/** Whether each node uses a plugin's metadata as it was written; null: it should have none. */
export function checkMetadataNodes(
  gateway: GatewayConfig,
  plugin: SwitchedPlugin,
  own: JsonObject | null,
): Promise<NodeCheck[]> {
  return checkNodes(gateway, `/v1/plugin_metadata/${plugin}`, (shown) =>
    own === null || shown === null ? own === shown : holds(shown, own),
  );
}

/** `isSame` gets what the node shows; null: it says that it has no such object. */
function checkNodes(
  gateway: GatewayConfig,
  path: string,
  isSame: (shown: JsonObject | null) => boolean,
): Promise<NodeCheck[]> {
  return Promise.all((gateway.control?.urls ?? []).map((address) => checkNode(gateway, address, path, isSame)));
}

async function checkNode(
  gateway: GatewayConfig,
  address: string,
  path: string,
  isSame: (shown: JsonObject | null) => boolean,
): Promise<NodeCheck> {
  try {
    for (const waitMs of waitsMs) {
      if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
      if (isSame(await shownBy(gateway, address + path))) return { address, status: 'same', problem: null };
    }
    return { address, status: 'different', problem: null };
  } catch (error) {
    return { address, status: 'unanswered', problem: toProblem(error) };
  }
}

async function shownBy(gateway: GatewayConfig, url: string): Promise<JsonObject | null> {
  const answer = await readUpstream({ upstream: 'control', url, timeoutMs: gateway.timeoutMs, maxBytes });
  if (answer.status === 404 && answer.text.includes('not found"')) return null;
  if (answer.status !== 200) throw rejectionProblem('control', answer);
  return parseAnswer('control', answer, z.record(z.string(), z.unknown()));
}

/** Whether a node's value is the written one: it has the schema's defaults filled in, so it may hold more. */
function holds(shown: unknown, written: unknown): boolean {
  if (written === undefined) return shown === undefined;
  if (Array.isArray(written) && written.length === 0) return shown !== undefined;
  if (!isJsonObject(written)) return isSameJson(shown, written);
  return isJsonObject(shown) && Object.entries(written).every(([key, value]) => holds(shown[key], value));
}
