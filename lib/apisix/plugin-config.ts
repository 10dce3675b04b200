import { isRecord, type JsonRecord } from './json-value';

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

function optionsOf(sampler: unknown): JsonRecord {
  return isRecord(sampler) && isRecord(sampler.options) ? sampler.options : {};
}

function without(value: unknown, keys: readonly string[]): JsonRecord {
  if (!isRecord(value)) return {};
  return Object.fromEntries(Object.entries(value).filter(([key]) => !keys.includes(key)));
}

/** A copy without `_meta.disable`; `_meta` goes when nothing is left in it. */
export function enabled(config: JsonRecord): JsonRecord {
  const { _meta, ...rest } = config;
  const { disable: _disable, ...meta } = isRecord(_meta) ? _meta : {};
  return Object.keys(meta).length === 0 ? rest : { ...rest, _meta: meta };
}

/** The same copy, kept from running. */
export function disabled(config: JsonRecord): JsonRecord {
  return { ...config, _meta: { ...(isRecord(config._meta) ? config._meta : {}), disable: true } };
}
