import 'server-only';
import type { SwitchedPlugin } from '@/lib/apisix/plugins-in-force';
import type { NewChange, NewItem } from './records';

/** What tests put on record. */
export function newItem(objectId: string, item: Partial<NewItem> = {}): NewItem {
  return {
    objectId,
    objectName: `${objectId} name`,
    outcome: 'will_change',
    reason: null,
    seen: '0123456789abcdef',
    before: null,
    after: { sampler: { name: 'always_on' } },
    chipBefore: null,
    chipAfter: null,
    status: 'waiting',
    ...item,
  };
}

export function newChange(change: Partial<NewChange> = {}, plugin: SwitchedPlugin = 'opentelemetry'): NewChange {
  return {
    gatewayId: 'g',
    actor: 'alice',
    origin: 'person',
    target: { kind: 'route_plugin', plugin },
    wish: { state: 'on' },
    status: 'running',
    options: null,
    revertAt: null,
    undoOf: null,
    items: [newItem('r1')],
    ...change,
  };
}
