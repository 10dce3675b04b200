import { readCollectorAddress } from './collector-address';
import { maskedValue } from './dto';
import type { DisablableLabels } from './metrics';
import { isRecord } from './static/plain';

type Config = Record<string, unknown>;

export type NamedValue = { name: string; value: string };

/** `plugin_metadata/opentelemetry` as the form holds it: texts as typed; an empty one leaves the plugin's default. */
export type OpentelemetryValues = {
  address: string;
  timeoutS: string;
  headers: NamedValue[];
  resource: NamedValue[];
  dropOnQueueFull: boolean;
  maxQueueSize: string;
  batchTimeoutS: string;
  inactiveTimeoutS: string;
  maxExportBatchSize: string;
  traceIdSource: 'random' | 'x-request-id';
  setNgxVar: boolean;
};

/** What the plugin takes where the metadata says nothing (apisix/plugins/opentelemetry.lua; opentelemetry-lua 0.2). */
export const metadataDefaults = {
  address: '127.0.0.1:4318',
  timeoutS: 3,
  maxQueueSize: 2048,
  batchTimeoutS: 5,
  inactiveTimeoutS: 2,
  maxExportBatchSize: 256,
} as const;

const batchKeys = {
  maxQueueSize: 'max_queue_size',
  batchTimeoutS: 'batch_timeout',
  inactiveTimeoutS: 'inactive_timeout',
  maxExportBatchSize: 'max_export_batch_size',
} as const;
type BatchKey = keyof typeof batchKeys;

export function opentelemetryValues(config: Config | null): OpentelemetryValues {
  const collector = part(config, 'collector');
  const batch = part(config, 'batch_span_processor');
  return {
    address: text(collector.address),
    timeoutS: text(collector.request_timeout),
    headers: pairs(collector.request_headers),
    resource: pairs(config?.resource),
    dropOnQueueFull: batch.drop_on_queue_full !== false,
    maxQueueSize: text(batch.max_queue_size),
    batchTimeoutS: text(batch.batch_timeout),
    inactiveTimeoutS: text(batch.inactive_timeout),
    maxExportBatchSize: text(batch.max_export_batch_size),
    traceIdSource: config?.trace_id_source === 'x-request-id' ? 'x-request-id' : 'random',
    setNgxVar: config?.set_ngx_var === true,
  };
}

/** The object as the values have it. What the form does not know stays; what was not touched is not written anew. */
export function opentelemetryConfig(values: OpentelemetryValues, config: Config | null): Config {
  const was = opentelemetryValues(config);
  let collector = part(config, 'collector');
  let batch = part(config, 'batch_span_processor');
  if (values.address.trim() !== was.address)
    collector = withKey(collector, 'address', values.address.trim() || undefined);
  if (values.timeoutS !== was.timeoutS) collector = withKey(collector, 'request_timeout', number(values.timeoutS));
  if (!isSamePairs(values.headers, was.headers))
    collector = withKey(collector, 'request_headers', object(values.headers, collector.request_headers));
  for (const key of Object.keys(batchKeys) as BatchKey[])
    if (values[key] !== was[key]) batch = withKey(batch, batchKeys[key], number(values[key]));
  if (values.dropOnQueueFull !== was.dropOnQueueFull)
    batch = withKey(batch, 'drop_on_queue_full', values.dropOnQueueFull);
  let next = withPart(config ?? {}, 'collector', collector);
  next = withPart(next, 'batch_span_processor', batch);
  if (!isSamePairs(values.resource, was.resource))
    next = withKey(next, 'resource', object(values.resource, config?.resource));
  if (values.traceIdSource !== was.traceIdSource) next = withKey(next, 'trace_id_source', values.traceIdSource);
  if (values.setNgxVar !== was.setNgxVar) next = withKey(next, 'set_ngx_var', values.setNgxVar);
  return next;
}

export type MetadataFault =
  | 'invalid'
  | 'credentials'
  | 'whole'
  | 'positive'
  | 'batch_above_queue'
  | 'name'
  | 'duplicate'
  | 'value'
  | 'retype';

/** Faults by field: `address`, `headers.0`, `resource.1`, a number's name. Nothing is sent while there is one. */
export function opentelemetryFaults(values: OpentelemetryValues, config: Config | null): Record<string, MetadataFault> {
  const faults: Record<string, MetadataFault> = {};
  if (values.address.trim() !== '') {
    const { fault } = readCollectorAddress(values.address);
    if (fault === 'invalid' || fault === 'credentials') faults.address = fault;
  }
  for (const key of ['timeoutS', 'maxQueueSize', 'maxExportBatchSize'] as const)
    if (values[key].trim() !== '' && !/^[1-9]\d{0,8}$/.test(values[key].trim())) faults[key] = 'whole';
  for (const key of ['batchTimeoutS', 'inactiveTimeoutS'] as const)
    if (values[key].trim() !== '' && !(Number(values[key]) > 0 && Number(values[key]) < 3600)) faults[key] = 'positive';
  const queue = number(values.maxQueueSize) ?? metadataDefaults.maxQueueSize;
  const size = number(values.maxExportBatchSize) ?? metadataDefaults.maxExportBatchSize;
  if (!faults.maxQueueSize && !faults.maxExportBatchSize && size > queue)
    faults.maxExportBatchSize = 'batch_above_queue';
  const known = opentelemetryValues(config).headers;
  for (const [index, { name, value }] of values.headers.entries()) {
    const isKept = known.some((header) => header.name === name && header.value === value);
    const isDouble = values.headers.some((header, at) => at < index && isSameHeader(header.name, name));
    if (!/^[!#$%&'*+\-.^_`|~\w]+$/.test(name)) faults[`headers.${index}`] = 'name';
    else if (isDouble) faults[`headers.${index}`] = 'duplicate';
    else if (value.includes(maskedValue) && !isKept) faults[`headers.${index}`] = 'retype';
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they would end the header.
    else if (value === '' || /[\u0000-\u001f\u007f]/.test(value)) faults[`headers.${index}`] = 'value';
  }
  for (const [index, { name, value }] of values.resource.entries()) {
    if (name.trim() === '' || /\s/.test(name)) faults[`resource.${index}`] = 'name';
    else if (values.resource.some((other, at) => at < index && other.name === name))
      faults[`resource.${index}`] = 'duplicate';
    else if (value === '') faults[`resource.${index}`] = 'value';
  }
  return faults;
}

/** Labels that are switched off, by metric. */
export type PrometheusValues = Record<string, string[]>;

export function prometheusValues(config: Config | null, disablable: DisablableLabels): PrometheusValues {
  const disabled = part(config, 'disabled_labels');
  return Object.fromEntries(
    Object.keys(disablable).map((metric) => {
      const labels = disabled[metric];
      return [metric, Array.isArray(labels) ? labels.filter((label) => typeof label === 'string') : []];
    }),
  );
}

/** The object as the values have it; metrics that the form does not show keep theirs. */
export function prometheusConfig(
  values: PrometheusValues,
  config: Config | null,
  disablable: DisablableLabels,
): Config {
  let disabled = part(config, 'disabled_labels');
  const was = prometheusValues(config, disablable);
  for (const [metric, labels] of Object.entries(disablable)) {
    const wished = labels.filter((label) => values[metric]?.includes(label));
    if ([...wished].sort().join() === [...(was[metric] ?? [])].sort().join()) continue;
    disabled = withKey(disabled, metric, wished.length > 0 ? wished : undefined);
  }
  return withPart(config ?? {}, 'disabled_labels', disabled);
}

function part(config: Config | null | undefined, key: string): Config {
  const value = config?.[key];
  return isRecord(value) ? value : {};
}

/** A part that was not there and has nothing in it is not made; one that became empty goes. */
function withPart(config: Config, key: string, value: Config): Config {
  const isEmpty = Object.keys(value).length === 0;
  if (isEmpty && !(key in config)) return config;
  if (isEmpty && isRecord(config[key]) && Object.keys(config[key]).length === 0) return config;
  return withKey(config, key, isEmpty ? undefined : value);
}

function withKey(config: Config, key: string, value: unknown): Config {
  if (value !== undefined) return { ...config, [key]: value };
  return Object.fromEntries(Object.entries(config).filter(([name]) => name !== key));
}

function text(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function pairs(value: unknown): NamedValue[] {
  return isRecord(value) ? Object.entries(value).map(([name, item]) => ({ name, value: String(item) })) : [];
}

/** Texts that were not touched keep the type they had: numbers and booleans are allowed too. */
function object(values: readonly NamedValue[], before: unknown): Config | undefined {
  if (values.length === 0) return undefined;
  const was = isRecord(before) ? before : {};
  return Object.fromEntries(
    values.map(({ name, value }) => [
      name,
      Object.hasOwn(was, name) && String(was[name]) === value ? was[name] : value,
    ]),
  );
}

function number(value: string): number | undefined {
  return value.trim() === '' ? undefined : Number(value);
}

function isSamePairs(a: readonly NamedValue[], b: readonly NamedValue[]): boolean {
  return a.length === b.length && a.every(({ name, value }, at) => b[at]?.name === name && b[at]?.value === value);
}

function isSameHeader(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
