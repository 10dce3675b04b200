import 'server-only';
import type { GatewayConfig } from '@/lib/server/config';
import { processWide } from '@/lib/server/process-wide';
import { readUpstream, rejectionProblem } from '@/lib/server/upstream';
import { adminRequest, type PluginSchemas, readPluginSchemas } from './admin';

/** What the configured key may do; null: the gateway has no endpoint that tells (very old versions). */
export type KeyRole = 'admin' | 'viewer' | null;

type Fact<T> = { value: T; at: number };

/** Roles and schemas change with a restart or reload of the gateway, if at all. */
const keepForMs = 60_000;
const roles = processWide('key-roles', () => new Map<string, Fact<KeyRole>>());
const schemas = processWide('plugin-schemas', () => new Map<string, Fact<PluginSchemas>>());

/**
 * Asks what the key may do without writing anything: a viewer key is refused by the validation endpoint already, by
 * HTTP 401 "invalid method for role viewer" (observed on APISIX 3.18.0). Throws `upstream_unauthorized` for a key that
 * is wrong altogether.
 */
export async function askKeyRole(gateway: GatewayConfig): Promise<KeyRole> {
  const answer = await readUpstream({
    ...adminRequest(gateway, '/schema/validate/routes'),
    method: 'POST',
    body: { uri: '/' },
  });
  const role = roleOf(answer.status, answer.text);
  if (role === undefined) throw rejectionProblem('admin', answer);
  roles.set(gateway.id, { value: role, at: Date.now() });
  return role;
}

function roleOf(status: number, text: string): KeyRole | undefined {
  if (status === 401 || status === 403) return text.includes('role viewer') ? 'viewer' : undefined;
  if (status === 404 || status === 405) return null;
  // 400 says that this route is not complete, which only somebody who may write is told.
  return status === 200 || status === 400 ? 'admin' : undefined;
}

/** The same from memory if it was asked within the last minute; null also where the gateway does not answer. */
export async function keyRole(gateway: GatewayConfig): Promise<KeyRole> {
  return await remembered(roles, gateway.id, () => askKeyRole(gateway)).catch(() => null);
}

/** What the schemas of the plugins tell; as last known where the gateway cannot be asked, null where it never could. */
export async function pluginSchemasOf(gateway: GatewayConfig): Promise<PluginSchemas | null> {
  return await remembered(schemas, gateway.id, () => readPluginSchemas(gateway)).catch(
    () => schemas.get(gateway.id)?.value ?? null,
  );
}

/** Secret fields by plugin from memory: every refresh of the route index asks for them. Null: never known. */
export function knownSecretFields(gateway: GatewayConfig): PluginSchemas['secretFields'] | null {
  return schemas.get(gateway.id)?.value.secretFields ?? null;
}

async function remembered<T>(facts: Map<string, Fact<T>>, key: string, ask: () => Promise<T>): Promise<T> {
  const known = facts.get(key);
  if (known && Date.now() - known.at < keepForMs) return known.value;
  const value = await ask();
  facts.set(key, { value, at: Date.now() });
  return value;
}
