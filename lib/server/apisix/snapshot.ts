import 'server-only';
import { type RouteListPage, type TextSort, textSorts } from '@/lib/apisix/dto';
import type { RouterIndex } from '@/lib/apisix/router';
import { nextTurn } from '@/lib/server/next-turn';
import { facetsOf } from './facets';
import type { GatewayObjects } from './gateway-objects';
import { type RouteEntry, toEntry } from './route-entry';
import { orderOf } from './route-search';
import type { ApisixObject } from './wire';

/** Everything known of a gateway's routes as of one read. */
export type Snapshot = {
  context: GatewayObjects;
  entries: readonly RouteEntry[];
  byId: ReadonlyMap<string, RouteEntry>;
  orders: Map<TextSort, Uint32Array>;
  facets: RouteListPage['facets'];
  /** Built when attribution first asks for it; carried over while nothing that routing depends on has changed. */
  router: RouterIndex | null;
  /** Epoch ms when the read began, and how long reading took. */
  readAt: number;
  readMs: number;
};

const batch = 500;

type Read = {
  routes: readonly ApisixObject[];
  context: GatewayObjects;
  readAt: number;
  readMs: number;
};

/**
 * Makes the snapshot of a read. Entries of routes that have not changed since `previous` are taken over, so that a
 * refresh of a large table costs little; every few hundred routes other requests get their turn.
 */
export async function buildSnapshot(read: Read, previous: Snapshot | null): Promise<Snapshot> {
  const { routes, context, readAt, readMs } = read;
  const reusable = previous?.context.version === context.version ? previous.byId : null;
  const entries: RouteEntry[] = [];
  let unchanged = reusable !== null && reusable.size === routes.length;
  for (const [position, object] of routes.entries()) {
    const known = reusable?.get(object.id);
    const isSame =
      known !== undefined && known.object.modifiedIndex !== null && known.object.modifiedIndex === object.modifiedIndex;
    if (!isSame) unchanged = false;
    entries.push(isSame ? known : toEntry(object, context));
    if (position % batch === batch - 1) await nextTurn();
  }
  if (unchanged && previous) return { ...previous, context, readAt, readMs };
  const snapshot = assemble(entries, context, { readAt, readMs });
  for (const sort of textSorts) {
    await nextTurn();
    orderOf(snapshot, sort);
  }
  if (previous && isSameRouting(previous, snapshot)) snapshot.router = previous.router;
  return snapshot;
}

/** A snapshot in which some routes are as `objects` say: what a write of this console has just read back. */
export function withRoutes(snapshot: Snapshot, objects: readonly ApisixObject[]): Snapshot {
  const changed = new Map(objects.map((object) => [object.id, toEntry(object, snapshot.context)]));
  const entries = [
    ...snapshot.entries.map((known) => changed.get(known.object.id) ?? known),
    ...[...changed].flatMap(([id, entry]) => (snapshot.byId.has(id) ? [] : [entry])),
  ];
  const { context, readAt, readMs } = snapshot;
  const next = assemble(entries, context, { readAt, readMs });
  if (isSameRouting(snapshot, next)) next.router = snapshot.router;
  return next;
}

function assemble(
  entries: readonly RouteEntry[],
  context: GatewayObjects,
  rest: Pick<Snapshot, 'readAt' | 'readMs'>,
): Snapshot {
  return {
    context,
    entries,
    byId: new Map(entries.map((entry) => [entry.object.id, entry])),
    orders: new Map(),
    facets: facetsOf(entries),
    router: null,
    ...rest,
  };
}

const routingKeys = [
  'uri',
  'uris',
  'host',
  'hosts',
  'methods',
  'priority',
  'vars',
  'remote_addr',
  'remote_addrs',
  'filter_func',
  'status',
  'service_id',
] as const;

/** Whether the same requests go the same ways. Switching a plugin changes a route, but not this. */
function isSameRouting(a: Snapshot, b: Snapshot): boolean {
  if (a.entries.length !== b.entries.length) return false;
  if (a.context.services !== b.context.services && servicesKey(a.context) !== servicesKey(b.context)) return false;
  return b.entries.every((entry) => {
    const known = a.byId.get(entry.object.id);
    if (known === undefined) return false;
    return isSameObject(known.object, entry.object) || routingKey(known.object) === routingKey(entry.object);
  });
}

/** A revision is never given twice. */
function isSameObject(a: ApisixObject, b: ApisixObject): boolean {
  return a === b || (a.modifiedIndex !== null && a.modifiedIndex === b.modifiedIndex);
}

function routingKey({ value, createdIndex }: ApisixObject): string {
  return JSON.stringify([createdIndex, ...routingKeys.map((key) => value[key])]);
}

function servicesKey({ services }: GatewayObjects): string {
  return JSON.stringify([...(services?.values() ?? [])].map(({ id, value }) => [id, value.hosts]));
}
