import type { Span } from '@/lib/deepflow/dto';
import { plainSpan } from '@/lib/telemetry/trace/testing-spans';

/** A span of a web shop, in our time. */
export function testSpan(over: Partial<Span> & { id: string }): Span {
  const startUs = over.startUs ?? 1_700_000_000_000_000;
  const endUs = over.endUs ?? startUs + 1000;
  const shop = { name: 'GET /', service: 'webshop', serviceId: 'webshop', instance: 'webshop-1' };
  return plainSpan({ ...shop, startUs, endUs, selfUs: endUs - startUs, ...over });
}
