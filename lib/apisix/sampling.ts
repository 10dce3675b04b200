import type { RunCopy } from './plugin-run';

export type Sampling =
  | { name: 'always_on' | 'always_off' }
  | { name: 'trace_id_ratio'; fraction: number }
  | { name: 'parent_base'; root: { name: 'always_on' | 'always_off' } | { name: 'trace_id_ratio'; fraction: number } };

/**
 * How a copy of `opentelemetry` samples, with the schema's defaults (always_off, fraction 0, root always_off).
 * Values that the gateway accepts though they make no sense (a fraction of 1.5) stay as they are.
 * Null: a sampler of a name that is not known here.
 */
export function samplingOf(config: Record<string, unknown>): Sampling | null {
  const sampler = isRecord(config.sampler) ? config.sampler : {};
  const options = isRecord(sampler.options) ? sampler.options : {};
  const name = sampler.name ?? 'always_off';
  if (name !== 'parent_base') return plainSampling(name, options);
  const root = isRecord(options.root) ? options.root : {};
  const rootSampling = plainSampling(root.name ?? 'always_off', isRecord(root.options) ? root.options : {});
  return rootSampling === null ? null : { name, root: rootSampling };
}

type PlainSampling = Exclude<Sampling, { name: 'parent_base' }>;

function plainSampling(name: unknown, options: Record<string, unknown>): PlainSampling | null {
  if (name === 'always_on' || name === 'always_off') return { name };
  if (name === 'trace_id_ratio') return { name, fraction: typeof options.fraction === 'number' ? options.fraction : 0 };
  return null;
}

/** `never` only when no request at all can be sampled. With `parent_base` a caller's sampled flag is followed. */
export function samplesOf(sampling: Sampling | null): RunCopy['samples'] {
  if (sampling === null || sampling.name === 'always_on') return 'some';
  if (sampling.name === 'parent_base') return 'parent';
  return sampling.name === 'trace_id_ratio' && sampling.fraction > 0 ? 'some' : 'never';
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
