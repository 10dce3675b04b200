import { isRecord, type JsonRecord } from './json-value';

/** The keys of `_meta` that a form sets; `disable` is the switch itself. */
export const formMetaKeys = ['priority', 'filter'] as const;

/**
 * A copy with the keys of `wished` set: null removes one, all others stay. `_meta` is set key by key, and goes when
 * nothing is left in it. Of a sampler, the options of the former one go, unless they are none of APISIX's own.
 */
export function withConfig(base: JsonRecord, wished: JsonRecord): JsonRecord {
  const result: JsonRecord = { ...base };
  for (const [key, value] of Object.entries(wished)) {
    const next = key === '_meta' && isRecord(value) ? withMeta(base._meta, value) : value;
    if (next === null) delete result[key];
    else if (key === 'sampler' && isRecord(next)) result.sampler = withSampler(base.sampler, next);
    // `false` is the default: a copy without the key says so already.
    else if (key !== 'prefer_name' || next !== false || base.prefer_name !== undefined) result[key] = next;
  }
  return result;
}

function withMeta(base: unknown, wished: JsonRecord): JsonRecord | null {
  const meta = { ...(isRecord(base) ? base : {}), ...wished };
  const kept = Object.fromEntries(Object.entries(meta).filter(([, value]) => value !== null));
  return Object.keys(kept).length === 0 ? null : kept;
}

const samplerKeys = ['name', 'options'];
const optionKeys = ['fraction', 'root'];

function withSampler(base: unknown, wished: unknown): JsonRecord {
  const { root, ...plain } = optionsOf(wished);
  const options = {
    ...without(optionsOf(base), optionKeys),
    ...plain,
    ...(root !== undefined && { root: withSampler(optionsOf(base).root, root) }),
  };
  return {
    ...without(base, samplerKeys),
    ...without(wished, ['options']),
    ...(Object.keys(options).length > 0 && { options }),
  };
}

/** Whether a sampler has keys that APISIX does not know. */
export function hasForeignKeys(sampler: unknown): boolean {
  const options = optionsOf(sampler);
  return (
    Object.keys(without(sampler, samplerKeys)).length > 0 ||
    Object.keys(without(options, optionKeys)).length > 0 ||
    (options.root !== undefined && hasForeignKeys(options.root))
  );
}

function optionsOf(sampler: unknown): JsonRecord {
  return isRecord(sampler) && isRecord(sampler.options) ? sampler.options : {};
}

function without(value: unknown, keys: readonly string[]): JsonRecord {
  if (!isRecord(value)) return {};
  return Object.fromEntries(Object.entries(value).filter(([key]) => !keys.includes(key)));
}
