import { readFileSync } from 'node:fs';
import type { Json, JsonObject } from '@/sandbox/apisix/lua/json';
import { field, isObject } from '@/sandbox/apisix/lua/json';
import type { Schema } from './validate';

export type PluginDefinition = {
  version: number;
  priority: number;
  type?: string;
  scope?: string;
  schema: JsonObject;
  metadata_schema?: JsonObject;
  consumer_schema?: JsonObject;
};

type Recording = {
  main: Record<string, JsonObject>;
  plugins: Record<string, PluginDefinition>;
  stream_plugins: Record<string, PluginDefinition>;
};

/** The answer of APISIX 3.18.0's Control API to `GET /v1/schema`. */
const recording = JSON.parse(readFileSync(new URL('./recordings/schemas.json', import.meta.url), 'utf8')) as Recording;

const route = recording.main.route ?? {};
const property = (name: string): Json => field(route.properties, name) ?? {};
const stringProperties = (...keys: string[]): JsonObject =>
  Object.fromEntries(keys.map((key): [string, Json] => [key, { type: 'string' }]));

/** Schemas that `GET /v1/schema` leaves out, as `apisix/schema_def.lua` has them. */
const unlisted: Record<string, JsonObject> = {
  id_schema: isObject(property('id')) ? (property('id') as JsonObject) : {},
  upstream_hash_vars_combinations_schema: { type: 'string' },
  credential: {
    type: 'object',
    properties: {
      id: {
        oneOf: [
          property('id'),
          { type: 'string', minLength: 15, maxLength: 128, pattern: '^[a-zA-Z0-9-_]+/credentials/[a-zA-Z0-9-_.]+$' },
        ],
      },
      name: property('name'),
      desc: property('desc'),
      labels: property('labels'),
      create_time: property('create_time'),
      update_time: property('update_time'),
      plugins: { type: 'object', maxProperties: 1 },
    },
    additionalProperties: false,
  },
};

const uri: JsonObject = { type: 'string', pattern: '^[^\\/]+:\\/\\/([\\da-zA-Z.-]+|\\[[\\da-fA-F:]+\\])(:\\d+)?' };

/** Of the secret managers in `apisix/secret/`. */
const secretSchemas: Record<string, Schema> = {
  vault: {
    type: 'object',
    properties: { uri, ...stringProperties('prefix', 'token', 'namespace') },
    required: ['uri', 'prefix', 'token'],
  },
  aws: {
    type: 'object',
    properties: {
      ...stringProperties('access_key_id', 'secret_access_key', 'session_token'),
      region: { type: 'string', default: 'us-east-1' },
      endpoint_url: uri,
    },
    required: ['access_key_id', 'secret_access_key'],
  },
  gcp: {
    type: 'object',
    properties: {
      auth_config: {
        type: 'object',
        properties: {
          ...stringProperties('client_email', 'private_key', 'project_id'),
          token_uri: { type: 'string', default: 'https://oauth2.googleapis.com/token' },
          scope: {
            type: 'array',
            items: { type: 'string' },
            default: ['https://www.googleapis.com/auth/cloud-platform'],
          },
          entries_uri: { type: 'string', default: 'https://secretmanager.googleapis.com/v1' },
        },
        required: ['client_email', 'private_key', 'project_id'],
      },
      ssl_verify: { type: 'boolean', default: true },
      auth_file: { type: 'string' },
    },
    oneOf: [{ required: ['auth_config'] }, { required: ['auth_file'] }],
  },
};

/** Schema of a resource by its name in the singular (`route`), as `GET /apisix/admin/schema/<name>` gives it. */
export function resourceSchema(name: string): JsonObject | undefined {
  return Object.hasOwn(recording.main, name) ? recording.main[name] : unlisted[name];
}

/** As `resourceSchema`, for a name that is known to exist. */
export function mustResourceSchema(name: string): JsonObject {
  const schema = resourceSchema(name);
  if (schema === undefined) throw new Error(`no schema named ${name} in the recording`);
  return schema;
}

export function secretSchema(manager: string): Schema | undefined {
  return Object.hasOwn(secretSchemas, manager) ? secretSchemas[manager] : undefined;
}

export function pluginDefinition(name: string, subsystem: 'http' | 'stream' = 'http'): PluginDefinition | undefined {
  const plugins = subsystem === 'http' ? recording.plugins : recording.stream_plugins;
  return Object.hasOwn(plugins, name) ? plugins[name] : undefined;
}

/** The schemas that `GET /v1/schema` puts under `main`. */
export function listedSchemas(): Record<string, JsonObject> {
  return recording.main;
}
