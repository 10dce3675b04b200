import { randomBytes } from 'node:crypto';

export type SpanContext = { traceId: string; spanId: string; flags: number; traceState: string };

type RatioSampler = { name: 'trace_id_ratio'; options?: { fraction?: number } };
type RootSampler = { name?: 'always_on' | 'always_off' } | RatioSampler;
/** `sampler` of the plugin's configuration; what it leaves out counts as `always_off`, fraction 0. */
export type Sampler = RootSampler | { name: 'parent_base'; options?: { root?: RootSampler | undefined } | undefined };

/** Reads a W3C `traceparent` as strictly as opentelemetry-lua 0.2: null when it starts a new trace instead. */
export function parseTraceparent(traceparent: string | undefined, tracestate = ''): SpanContext | null {
  const parts = (traceparent ?? '').trim().split('-');
  const [version = '', traceId = '', spanId = '', flags = ''] = parts;
  if (!/^[0-9a-f]{2}$/i.test(version) || version.toLowerCase() === 'ff') return null;
  if (parts.length < 4 || (version === '00' && parts.length > 4)) return null;
  if (!isTraceId(traceId) || !/^(?!0{16})[0-9a-f]{16}$/.test(spanId)) return null;
  if (!/^0[0-2]$/.test(flags)) return null;
  return { traceId, spanId, flags: Number(flags), traceState: tracestate };
}

export function isTraceId(text: string): boolean {
  return /^(?!0{32})[0-9a-f]{32}$/.test(text);
}

export function formatTraceparent({ traceId, spanId, flags }: SpanContext): string {
  return `00-${traceId}-${spanId}-${flags.toString(16).padStart(2, '0')}`;
}

/** Whether a span of this trace is recorded. `parent`: the context that came with the request, if any. */
export function shouldSample(sampler: Sampler | undefined, traceId: string, parent: SpanContext | null): boolean {
  switch (sampler?.name) {
    case 'always_on':
      return true;
    case 'trace_id_ratio': {
      const fraction = sampler.options?.fraction ?? 0;
      return fraction >= 1 || Number.parseInt(traceId.slice(0, 8), 16) < Math.max(fraction, 0) * 0xffffffff;
    }
    case 'parent_base':
      return parent === null ? shouldSample(sampler.options?.root, traceId, null) : (parent.flags & 1) === 1;
    default:
      return false;
  }
}

export type IdSource = { traceId(): string; spanId(): string };

const randomIds: IdSource = {
  traceId: () => randomBytes(16).toString('hex'),
  spanId: () => randomBytes(8).toString('hex'),
};

/**
 * The context of the span that the plugin starts for a request: recorded or not, it is what the upstream gets as
 * `traceparent`. `traceIdOf` overrides the id of a new trace (`trace_id_source: x-request-id`).
 */
export function startContext(
  sampler: Sampler | undefined,
  parent: SpanContext | null,
  ids: IdSource = randomIds,
  traceIdOf: () => string | null = () => null,
): SpanContext {
  const traceId = parent?.traceId ?? traceIdOf() ?? ids.traceId();
  const sampled = shouldSample(sampler, traceId, parent);
  const flags = sampled ? (parent?.flags ?? 0) | 1 : 0;
  return { traceId, spanId: ids.spanId(), flags, traceState: parent?.traceState ?? '' };
}
