import { z } from 'zod';
import {
  databaseVariables,
  type GatewayVariable,
  gatewaySchema,
  gatewayVariables,
  secretVariables,
} from './config-schema';

type JsonSchema = {
  properties?: Record<string, JsonSchema>;
  required?: string[];
  description?: string;
  default?: unknown;
  enum?: unknown[];
};

/** Defaults that depend on how the console is configured, or on another setting. */
const otherDefaults: Partial<Record<GatewayVariable, string>> = { GATEWAY_ID: '`default`', GATEWAY_NAME: '`APISIX`' };

/** Settings of the whole server, not of one gateway. */
const serverVariables: readonly (readonly [name: string, fallback: string, text: string])[] = [
  [
    'ROUTELENS_CONFIG',
    '',
    'Path of a `routelens.yaml` with one or more gateways. Excludes the variables of one gateway.',
  ],
  [
    'HOST',
    '`127.0.0.1`',
    'Address that `npm start` listens on. Only `127.0.0.1`, `::1` and `localhost` are accepted until there are accounts.',
  ],
  ['HOSTNAME', '', 'The same for the built server started without `npm start`.'],
  ['PORT', '`3000`', 'Port to listen on.'],
];

/**
 * The tables of docs/configuration.md, made from the schema: `npm run docs:check` compares them with the page, so that
 * a setting cannot be added, renamed or get another default without the page. This file and the schema run outside the
 * server as well, so they do without `server-only`; neither reads the environment.
 */
function configurationTables(): { variables: string; file: string } {
  const fields = fieldsOf(z.toJSONSchema(gatewaySchema, { io: 'input', unrepresentable: 'any' }) as JsonSchema);
  const variables = Object.entries(gatewayVariables).map(([name, path]) => {
    const field = fields.find((candidate) => candidate.path === path);
    if (!field) throw new Error(`${name} sets ${path}, which the schema does not have`);
    const isSecret = secretVariables.includes(name as GatewayVariable);
    const required = name === 'APISIX_ADMIN_URL' || name === 'APISIX_ADMIN_KEY';
    return [
      isSecret ? `\`${name}\` or \`${name}_FILE\`` : `\`${name}\``,
      required ? 'required' : (otherDefaults[name as GatewayVariable] ?? field.fallback),
      field.text,
    ];
  });
  return {
    variables: table(
      ['Variable', 'Default', 'Meaning'],
      [...variables, ...databaseRows(), ...serverVariables.map(([name, ...rest]) => [`\`${name}\``, ...rest])],
    ),
    file: table(
      ['Field', 'Default', 'Meaning'],
      fields.map(({ path, fallback, isRequired, text }) => [`\`${path}\``, isRequired ? 'required' : fallback, text]),
    ),
  };
}

function databaseRows(): string[][] {
  return Object.entries(databaseVariables).map(([name, { fallback, isSecret, text }]) => [
    isSecret ? `\`${name}\` or \`${name}_FILE\`` : `\`${name}\``,
    fallback && `\`${fallback}\``,
    text,
  ]);
}

/** Every line that docs/configuration.md must have: both tables, one after the other. */
export function configurationTable(): string {
  const { variables, file } = configurationTables();
  return `${variables}\n${file}`;
}

type Field = { path: string; fallback: string; isRequired: boolean; text: string };

function fieldsOf(schema: JsonSchema, prefix = '', isOptional = false): Field[] {
  return Object.entries(schema.properties ?? {}).flatMap(([key, property]) => {
    const path = `${prefix}${key}`;
    const isRequired = schema.required?.includes(key) === true;
    if (property.properties) return fieldsOf(property, `${path}.`, isOptional || !isRequired);
    const values = property.enum ? ` One of ${property.enum.map((value) => `\`${String(value)}\``).join(', ')}.` : '';
    return {
      path,
      fallback: property.default === undefined ? '' : `\`${String(property.default)}\``,
      isRequired: isRequired && !isOptional,
      text: `${property.description ?? ''}${values}`.trim(),
    };
  });
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
