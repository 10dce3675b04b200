import { z } from 'zod';
import type { RouterKind } from '@/lib/apisix/router/types';
import { groupBy } from '@/lib/deepflow/group-by';
import { isComparable } from './deepflow/literals';
import { type OwnTagName, type OwnTags, ownTagNames } from './deepflow/own-tags';

/** Values of `apisix.router.http` in APISIX's config.yaml. */
const routerKinds = [
  'radixtree_host_uri',
  'radixtree_uri',
  'radixtree_uri_with_parameter',
] as const satisfies readonly RouterKind[];

/** An address to which paths are appended: http or https, no credentials, no query. Without a slash at the end. */
const baseUrlSchema = z
  .url({ protocol: /^https?$/, error: 'must be an address that starts with http:// or https://' })
  .superRefine((value, context) => {
    const url = new URL(value);
    if (url.username || url.password)
      context.addIssue({
        code: 'custom',
        message: 'must not contain a user or password: addresses are shown on the status page and written to logs',
      });
    if (url.search || url.hash) context.addIssue({ code: 'custom', message: 'must not contain a query or fragment' });
  })
  .transform((value) => value.replace(/\/+$/, ''));

const keySchema = z
  .string()
  .min(1, 'must not be empty')
  .regex(/^[\x21-\x7e]+$/, 'must be printable ASCII without spaces: it is sent in a header');

const timeoutSchema = z.coerce
  .number({ error: 'must be a number of milliseconds' })
  .int('must be a whole number of milliseconds')
  .min(100, 'must be at least 100 ms')
  .max(60_000, 'must be at most 60000 ms');

/** `true` in a file, a word in a variable. */
const switchSchema = z.union([z.boolean(), z.stringbool()], { error: 'must be true or false' });

/** Labels that the console's expressions tell things apart by: set here they would leave things out. */
const structuralLabels = [
  ...[
    'route',
    'matched_uri',
    'matched_host',
    'service',
    'consumer',
    'node',
    'code',
    'type',
    'le',
    'state',
    'name',
    'key',
  ],
  ...['value', '__name__'],
];

/** `cluster=prod,job=apisix`. */
function readPairs(text: string): [name: string, value: string][] {
  const pairs = text.split(',').map((pair) => pair.split('='));
  return pairs.map(([name = '', ...value]) => [name.trim(), value.join('=').trim()]);
}

const labelsSchema = z
  .union([
    z
      .string()
      .min(1, 'must not be empty')
      .transform((text) => Object.fromEntries(readPairs(text))),
    z.record(z.string(), z.string()),
  ])
  .superRefine((labels, context) => {
    for (const [label, value] of Object.entries(labels)) {
      const message = !/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(label)
        ? `"${label}" is not the name of a label: write name=value, with commas between`
        : structuralLabels.includes(label)
          ? `"${label}" is a label that the console's own expressions use`
          : value === ''
            ? `"${label}" has no value`
            : null;
      if (message !== null) context.addIssue({ code: 'custom', message });
    }
  });

/** Of `pod_ns=a,pod_ns=b` or of a map of texts and lists of texts; null: of neither. */
function tagEntries(written: unknown): [tag: string, values: unknown][] | null {
  if (typeof written === 'string')
    return Array.from(
      groupBy(readPairs(written), ([tag]) => tag),
      ([tag, pairs]) => [tag, pairs.map(([, value]) => value)],
    );
  if (typeof written !== 'object' || written === null || Array.isArray(written)) return null;
  return Object.entries(written).map(([tag, value]) => [tag, typeof value === 'string' ? [value] : value]);
}

const valuesSchema = z.array(z.string());

const tagsSchema = z.unknown().transform((written, context): OwnTags => {
  const refuse = (message: string) => context.addIssue({ code: 'custom', message });
  const tags: Partial<Record<OwnTagName, string[]>> = {};
  const entries = tagEntries(written);
  if (entries === null) refuse('must be tags with their values, as in pod_ns=apisix');
  for (const [tag, value] of entries ?? []) {
    const { data: values } = valuesSchema.safeParse(value);
    if (!isOwnTag(tag)) refuse(`"${tag}" is no tag that a gateway is told by: one of ${ownTagNames.join(', ')}`);
    else if (values === undefined) refuse(`"${tag}" must have a text or a list of texts: write numbers in quotes`);
    else if (values.length === 0 || values.includes('')) refuse(`"${tag}" has no value`);
    else if (!values.every(isComparable)) refuse(`"${tag}" has a value that DeepFlow cannot be asked for safely`);
    else tags[tag] = values;
  }
  return tags;
});

function isOwnTag(tag: string): tag is OwnTagName {
  return (ownTagNames as readonly string[]).includes(tag);
}

/** One entry of `gateways` in routelens.yaml. Every description becomes a line of docs/configuration.md. */
export const gatewaySchema = z.strictObject({
  id: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'must be 1 to 40 of a-z, 0-9 and "-", not starting with "-"')
    .refine((id) => id !== 'api', 'must not be "api", which is the path of the console\'s own API')
    .describe('Part of every address of the console, so keep it stable.'),
  name: z.string().min(1).max(80).optional().describe('Shown in the gateway switch. Default: the id.'),
  admin: z.strictObject({
    url: baseUrlSchema.describe("APISIX's Admin API, without `/apisix/admin`."),
    key: keySchema
      .optional()
      .describe('Key of the Admin API. A viewer key will do for reading; switching plugins needs an admin key.'),
    keyFile: z.string().min(1).optional().describe('File that holds the key, instead of `key`.'),
  }),
  control: z
    .strictObject({
      url: baseUrlSchema
        .optional()
        .describe(
          "APISIX's Control API: shows what a node really runs, so that a change is checked there. Several nodes: addresses with commas between them in the variable, `control.urls` in the file.",
        ),
      urls: z
        .array(baseUrlSchema)
        .min(1, 'must name at least one address')
        .optional()
        .describe('The Control API of each node, in place of `control.url`.'),
    })
    .refine(({ url, urls }) => (url === undefined) !== (urls === undefined), 'must have either url or urls')
    .optional(),
  deepflow: z
    .strictObject({
      querierUrl: baseUrlSchema.optional().describe("DeepFlow's querier: calls, logs, metrics."),
      appUrl: baseUrlSchema.optional().describe("DeepFlow's app service, which builds traces."),
      tags: tagsSchema
        .optional()
        .describe(
          'Tags that DeepFlow has of this gateway alone, where it watches several gateways or another nginx, `pod_cluster=prod,pod_ns=apisix`; in the file also as a map, several values of one tag as a list. They stand in every statement that looks for the gateway (docs/metrics.md). Default: none.',
        ),
    })
    .optional(),
  prometheus: z
    .strictObject({
      url: baseUrlSchema.describe("A Prometheus HTTP API, without `/api/v1`. Default: the querier's `/prom`."),
    })
    .optional(),
  metrics: z
    .strictObject({
      labels: labelsSchema.describe(
        "Labels that this gateway's own metrics have, where several gateways write to one Prometheus or one DeepFlow, `cluster=prod,job=apisix`; in the file also as a map. They stand in every expression of the console. Default: none.",
      ),
    })
    .optional(),
  grafana: z
    .strictObject({
      url: baseUrlSchema.describe('Grafana, for links to its dashboards.'),
      dashboard: z
        .string()
        .regex(/^[A-Za-z0-9_-]{1,40}$/, 'must be the uid of a dashboard: 1 to 40 of A-Z, a-z, 0-9, "_" and "-"')
        .default('bLlNuRLWz')
        .describe("The uid of APISIX's dashboard there. Default: the uid that APISIX publishes it with."),
      embed: switchSchema
        .default(false)
        .describe(
          "Whether its panels may be shown within the console's pages: only then may these frame Grafana. Grafana must allow it (`allow_embedding`). Default: no.",
        ),
    })
    .optional(),
  staticConfig: z
    .strictObject({
      file: z
        .string()
        .min(1, 'must not be empty')
        .describe(
          "The gateway's config.yaml, or its Helm values.yaml, where the console can read it (docs/instrumentation.md).",
        ),
      writable: switchSchema
        .default(false)
        .describe('Whether the console may write that file, with a backup beside it. Default: no.'),
    })
    .optional(),
  timeoutMs: timeoutSchema.default(5000).describe('How long one answer of an upstream may take, in milliseconds.'),
  router: z
    .enum(routerKinds, { error: `must be one of ${routerKinds.join(', ')}` })
    .default('radixtree_host_uri')
    .describe('`apisix.router.http` of the gateway: by which rules it chooses the route of a request.'),
});

export const configFileSchema = z.strictObject({
  gateways: z
    .array(gatewaySchema)
    .min(1, 'must name at least one gateway')
    .superRefine((gateways, context) => {
      const seen = new Set<string>();
      for (const [index, { id }] of gateways.entries()) {
        if (seen.has(id)) context.addIssue({ code: 'custom', path: [index, 'id'], message: 'is used twice' });
        seen.add(id);
      }
    }),
});

export type GatewaySettings = z.output<typeof gatewaySchema>;

/** Plain environment variables for one gateway, and the field of a gateway that each of them sets. */
export const gatewayVariables = {
  GATEWAY_ID: 'id',
  GATEWAY_NAME: 'name',
  APISIX_ADMIN_URL: 'admin.url',
  APISIX_ADMIN_KEY: 'admin.key',
  APISIX_CONTROL_URL: 'control.url',
  DEEPFLOW_QUERIER_URL: 'deepflow.querierUrl',
  DEEPFLOW_APP_URL: 'deepflow.appUrl',
  DEEPFLOW_TAGS: 'deepflow.tags',
  PROMETHEUS_URL: 'prometheus.url',
  APISIX_METRICS_LABELS: 'metrics.labels',
  GRAFANA_URL: 'grafana.url',
  GRAFANA_DASHBOARD: 'grafana.dashboard',
  GRAFANA_EMBED: 'grafana.embed',
  STATIC_CONFIG_FILE: 'staticConfig.file',
  STATIC_CONFIG_WRITABLE: 'staticConfig.writable',
  UPSTREAM_TIMEOUT_MS: 'timeoutMs',
  ROUTER_KIND: 'router',
} as const;

export type GatewayVariable = keyof typeof gatewayVariables;

/** Variables whose value may come from a file named by `<NAME>_FILE`. */
export const secretVariables: readonly GatewayVariable[] = ['APISIX_ADMIN_KEY'];

/** Where the console keeps its own data, for the whole server. */
export const databaseVariables = {
  ROUTELENS_DATA_DIR: {
    fallback: 'routelens-data',
    isSecret: false,
    text: 'Folder of the SQLite file that holds the record of changes. Made if it is not there. One console a folder.',
  },
  DATABASE_URL: {
    fallback: '',
    isSecret: true,
    text: 'A PostgreSQL database in the place of that file, `postgres://user:password@host:5432/name`: for several consoles.',
  },
} as const;
