import { parse } from 'yaml';
import { decodeJson } from '@/sandbox/apisix/lua/decode';
import type { Json, JsonObject } from '@/sandbox/apisix/lua/json';
import { field, isObject, isTable, items, luaString, luaType } from '@/sandbox/apisix/lua/json';
import type { Kind } from '@/sandbox/apisix/store';
import { kinds } from '@/sandbox/apisix/store';
import { checks } from './checks';
import type { Reply } from './reply';
import { failure } from './reply';
import type { AdminRequest } from './request';
import type { AdminDeps } from './resource';

/** Credentials stand among the consumers here, told apart by their id. */
const sections: readonly Kind[] = kinds.filter((kind) => kind !== 'credentials');

type Problem = { resource_type: string; resource_id?: Json; index?: number; error: string };

/** `POST /apisix/admin/configs/validate`: all errors of a whole configuration; references are not looked at. */
export function validateConfigs({ body, contentType }: AdminRequest, deps: AdminDeps): Reply {
  if (body === null) return failure(400, 'invalid request body: empty request body');
  const data = decode(body, contentType);
  if (typeof data === 'string') return failure(400, `invalid request body: ${data}`);
  if (!isTable(data.value)) {
    const error = `attempt to index a ${luaType(data.value)} value`;
    return { status: 400, body: { error_msg: 'Configuration validation failed', errors: [{ error }] } };
  }
  const problems = sections.flatMap((kind) => sectionProblems(kind, data.value, deps));
  if (problems.length === 0) return { status: 200, body: {} };
  return { status: 400, body: { error_msg: 'Configuration validation failed', errors: problems } };
}

/** The parsed body, or why it can't be parsed. */
function decode(body: string, contentType: string): { value: Json } | string {
  if (!contentType.startsWith('application/yaml')) {
    const decoded = decodeJson(body);
    return decoded.ok ? { value: decoded.value } : decoded.error;
  }
  try {
    const value = parse(body) as Json;
    return isTable(value) ? { value } : 'invalid yaml request body';
  } catch {
    return 'invalid yaml request body';
  }
}

function sectionProblems(kind: Kind, data: Json, deps: AdminDeps): Problem[] {
  const problems: Problem[] = [];
  const version = field(data, `${kind}_conf_version`);
  if (version !== undefined && typeof version !== 'number') {
    const error = `${kind}_conf_version must be a number, got ${luaType(version)}`;
    problems.push({ resource_type: kind, error });
  }
  const seen = new Set<string>();
  for (const [index, item] of items(field(data, kind)).entries()) {
    const id = field(item, 'id') ?? field(item, 'username');
    const report = (error: string) => problems.push({ resource_type: kind, resource_id: id ?? '', index, error });
    const fault = isObject(item)
      ? itemFault(kind, structuredClone(item), deps)
      : `expected object, got ${luaType(item)}`;
    if (fault !== null) report(fault);
    if (id === undefined) continue;
    const text = luaString(id);
    if (seen.has(text)) {
      const words = kind !== 'consumers' ? 'id' : field(item, 'id') === undefined ? 'username' : 'credential id';
      report(`found duplicate ${words} ${text} in ${kind}`);
    }
    seen.add(text);
  }
  return problems;
}

function itemFault(kind: Kind, item: JsonObject, deps: AdminDeps): string | null {
  const id = item.id === undefined ? undefined : luaString(item.id);
  const context = { ...deps, id, skipReferences: true };
  if (kind === 'consumers' && id?.includes('/credentials/') === true) return checks.credentials(item, context);
  if (kind !== 'secrets') return checks[kind](item, context);
  if (id?.includes('/') !== true) return `invalid secret id: ${id ?? 'nil'}`;
  return checks.secrets(item, { ...context, secretType: id.split('/')[0] });
}
