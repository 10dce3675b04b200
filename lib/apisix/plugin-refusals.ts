import type { PluginWish } from '@/lib/changes/dto';
import { isRecord, type JsonRecord } from './json-value';
import { type Complaint, newComplaints } from './plugin-complaints';
import type { SwitchedPlugin } from './plugins-in-force';

/** What of a wish makes no sense and does not stand in `existing`. */
export function refusals(plugin: SwitchedPlugin, wish: PluginWish, existing: JsonRecord | null): Complaint[] {
  // Whether a mask stands where one was shown is for the writer to see, who has the secret.
  return senseless(plugin, wish, existing).filter(({ code }) => code !== 'masked');
}

function senseless(plugin: SwitchedPlugin, wish: PluginWish, existing: JsonRecord | null): Complaint[] {
  if (wish.state === 'off' || !wish.config) return [];
  if (wish.state === 'exactly') return newComplaints(plugin, wish.config, existing).found;
  const { found } = newComplaints(plugin, withoutRemovals(wish.config), existing);
  // The switch decides that one, and code that runs in the gateway is nothing that a form sets.
  const meta = isRecord(wish.config._meta) ? wish.config._meta : {};
  const forbidden = Object.keys(meta).filter((key) => key !== 'priority' && key !== 'filter');
  return [
    ...found.filter(({ path }) => path[0] !== '_meta' || !forbidden.includes(String(path[1]))),
    ...forbidden.map((key): Complaint => ({ path: ['_meta', key], code: 'unknown_field' })),
  ];
}

/** Null removes a key: of the configuration, and of its `_meta`. */
export function withoutRemovals(config: JsonRecord): JsonRecord {
  const kept = (value: JsonRecord) => Object.fromEntries(Object.entries(value).filter(([, item]) => item !== null));
  const result = kept(config);
  return isRecord(result._meta) ? { ...result, _meta: kept(result._meta) } : result;
}
