import type { Json } from '@/sandbox/apisix/lua/json';
import { field, isObject } from '@/sandbox/apisix/lua/json';
import type { Store } from '@/sandbox/apisix/store';

/** What tells the consumers of an auth plugin apart. */
const uniqueKeys: Record<string, string> = {
  'key-auth': 'key',
  'basic-auth': 'username',
  'jwt-auth': 'key',
  'hmac-auth': 'key_id',
  'ldap-auth': 'user_dn',
  'ldap-auth-advanced': 'user_dn',
};

/**
 * Refuses a key that another consumer or credential has already. `credential` undefined: the consumer itself is
 * written, which may share a key with its own credentials.
 */
export function duplicateKeyFault(
  store: Store,
  plugins: Json,
  owner: string,
  credential: string | undefined,
): string | null {
  for (const [plugin, conf] of Object.entries(isObject(plugins) ? plugins : {})) {
    const attribute = uniqueKeys[plugin];
    const key = attribute === undefined ? undefined : field(conf, attribute);
    if (attribute === undefined || typeof key !== 'string' || key.startsWith('$')) continue;
    const holds = (value: Json): boolean => field(field(field(value, 'plugins'), plugin), attribute) === key;
    for (const entry of [...store.list('consumers'), ...store.list('credentials')]) {
      if (!holds(entry.value)) continue;
      const [consumer = '', id] = entry.id.split('/');
      if (consumer === owner && (credential === undefined || id === credential)) continue;
      const words = id === undefined ? `consumer: ${consumer}` : `credential: ${id} of consumer: ${consumer}`;
      return `duplicate ${attribute} of plugin ${plugin} found with ${words}`;
    }
  }
  return null;
}
