import { exportRequest } from '@/sandbox/otlp-messages';

/** A recorded or received body as a plain object; 64-bit numbers as digits, ids as hex. */
export function decodeOtlp(body: Uint8Array): unknown {
  return hexed(exportRequest.toObject(exportRequest.decode(body), { longs: String }));
}

function hexed(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  if (Array.isArray(value)) return value.map(hexed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, hexed(one)]));
}
