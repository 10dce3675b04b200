import type { Json, JsonObject } from '@/sandbox/apisix/lua/json';
import { field, isObject, items } from '@/sandbox/apisix/lua/json';
import { expressionFault } from './expression';

/** Which of a plugin's schemas counts: on a route and the like, on a consumer, or as metadata. */
export type PluginUse = 'route' | 'consumer' | 'metadata';

type Check = (conf: JsonObject, use: PluginUse) => string | null;

function vars(expression: Json | undefined, prefix = "failed to validate the 'vars' expression: "): string | null {
  const fault = expression === undefined ? null : expressionFault(expression);
  return fault === null ? null : `${prefix}${fault}`;
}

function firstOf<T>(list: readonly T[], check: (one: T) => string | null): string | null {
  for (const one of list) {
    const fault = check(one);
    if (fault !== null) return fault;
  }
  return null;
}

const starOptions = ['allow_origins', 'allow_methods', 'allow_headers', 'expose_headers', 'timing_allow_origins'];

/** What a plugin's `check_schema` checks beyond its schema, for the plugins that the sandbox runs or knows. */
const checks: Record<string, Check> = {
  cors: (conf) =>
    conf.allow_credential === true && starOptions.some((option) => conf[option] === '*')
      ? "you can not set '*' for other option when 'allow_credential' is true"
      : null,
  'fault-injection': (conf) =>
    firstOf([...items(field(conf.abort, 'vars')), ...items(field(conf.delay, 'vars'))], (one) => vars(one, '')),
  'jwt-auth': (conf, use) => {
    if (use !== 'consumer') return null;
    const hashed = typeof conf.algorithm === 'string' && conf.algorithm.startsWith('HS');
    if (hashed && conf.secret === undefined) return 'property "secret" is required when using HS based algorithms';
    return !hashed && conf.public_key === undefined ? 'missing valid public key' : null;
  },
  'proxy-rewrite': (conf) =>
    items(conf.regex_uri).length % 2 === 0 ? null : 'The length of regex_uri should be an even number',
  redirect: (conf) =>
    conf.http_to_https === true && conf.append_query_string === true
      ? 'only one of `http_to_https` and `append_query_string` can be configured.'
      : null,
  'response-rewrite': (conf) => {
    if (conf.body_base64 === true && (typeof conf.body !== 'string' || !/^[\w+/]+={0,2}$/.test(conf.body))) {
      return 'invalid base64 content';
    }
    return vars(conf.vars);
  },
  'traffic-split': (conf) =>
    firstOf(items(conf.rules), (rule) => firstOf(items(field(rule, 'match')), (match) => vars(field(match, 'vars')))),
};

export function ownCheck(plugin: string, conf: Json, use: PluginUse): string | null {
  return isObject(conf) ? (checks[plugin]?.(conf, use) ?? null) : null;
}
