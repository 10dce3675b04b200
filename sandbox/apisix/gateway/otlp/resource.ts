import { hostname } from 'node:os';
import type { Attribute } from './message';

/** Resource of the gateway's spans. Metadata without `resource` has no `service.name` either (observed). */
export function resourceAttributes(extra: Readonly<Record<string, unknown>> | undefined): Attribute[] {
  const attributes: Record<string, unknown> = {
    'telemetry.sdk.language': 'lua',
    'telemetry.sdk.name': 'opentelemetry-lua',
    'telemetry.sdk.version': '0.1.1',
    hostname: hostname(),
    ...(extra !== undefined && !('service.name' in extra) ? { 'service.name': 'APISIX' } : {}),
    ...extra,
  };
  return Object.entries(attributes).flatMap(([key, value]): Attribute[] => {
    if (typeof value === 'string') return [{ key, value: { stringValue: value } }];
    if (typeof value === 'number') return [{ key, value: { doubleValue: value } }];
    return typeof value === 'boolean' ? [{ key, value: { boolValue: value } }] : [];
  });
}
