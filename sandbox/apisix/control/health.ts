import type { Json, JsonObject } from '@/sandbox/apisix/lua/json';
import { field } from '@/sandbox/apisix/lua/json';
import type { Entry, Store } from '@/sandbox/apisix/store';
import { keyOf } from '@/sandbox/apisix/store';

/** What the Control API asks about the health of upstream nodes. */
export type HealthChecks = {
  /** Every object that has checks configured. */
  all(store: Store): JsonObject[];
  /** Of one object; undefined: it has no checks. */
  of(entry: Entry): JsonObject | undefined;
};

/** A node under check, as the metrics' export tells of it: of which object, and whether requests may go there. */
export type CheckedNode = { name: string; ip: string; port: number; isUp: boolean };

/** The checks that an object configures, itself or in its own upstream. */
export function checksOf({ value }: Entry): Json | undefined {
  return field(value, 'checks') ?? field(field(value, 'upstream'), 'checks');
}

/** Of every kind that may have checks, in APISIX's order. */
export function withChecks(store: Store): Entry[] {
  const entries = [...store.list('routes'), ...store.list('services'), ...store.list('upstreams')];
  return entries.filter((entry) => checksOf(entry) !== undefined);
}

/** `nodes` empty: no request has been proxied to this upstream yet, so nothing is being checked. */
export function healthInfo(entry: Entry, nodes: readonly JsonObject[]): JsonObject | undefined {
  const checks = checksOf(entry);
  if (checks === undefined) return undefined;
  const type = field(field(checks, 'active'), 'type') ?? field(field(checks, 'passive'), 'type');
  return {
    name: keyOf(entry.kind, entry.id),
    type: type ?? 'http',
    nodes: nodes.length > 0 ? [...nodes] : {},
  };
}

/** One info for every object with checks. */
export function infos(store: Store, info: (entry: Entry) => JsonObject | undefined): JsonObject[] {
  return withChecks(store).flatMap((entry): JsonObject[] => {
    const found = info(entry);
    return found === undefined ? [] : [found];
  });
}

/** For a gateway that has proxied nothing. */
export const noHealthChecks: HealthChecks = {
  all: (store) => infos(store, (entry) => healthInfo(entry, [])),
  of: (entry) => healthInfo(entry, []),
};
