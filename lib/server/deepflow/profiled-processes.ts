import 'server-only';
import type { ProcessRole, ProfiledProcess, ProfiledProcesses, ProfileUnit } from '@/lib/deepflow/profile';
import type { GatewayConfig } from '@/lib/server/config';
import { gatewayProcesses } from './call-conditions';
import { isOwnEnd } from './own-end';
import { profiledProcesses } from './profile-statements';
import { number, query, text } from './querier';
import { type RouteRange, routeScope } from './route-scope';
import { newestWay, type Way } from './route-way';

/** Groups of process, instance and kind of profile: more than a list on screen is good for. */
const mostGroups = 2000;
/** The newest calls tell the way of a route. */
const newestCalls = 200;

/**
 * The processes that have profiles in a range, and what each is to the route: the gateway itself, a service that the
 * route's newest calls were sent to, or neither.
 * Throws what routeScope and query throw; where only the calls cannot be read, processes are told by their name alone.
 */
export async function listProfiledProcesses(
  gateway: GatewayConfig,
  range: RouteRange,
  signal?: AbortSignal,
): Promise<ProfiledProcesses> {
  const scope = await routeScope(gateway, range, signal);
  const { tags } = gateway.deepflow;
  const rows = await query(gateway, profiledProcesses(tags, scope.range, mostGroups), { signal });
  const way = rows.length === 0 ? null : await newestWay(scope, newestCalls);
  const placed = rows.map((row) => {
    const place = { app: text(row, 'app'), language: text(row, 'language'), service: text(row, 'auto_service') };
    const mayBeGateway = gatewayProcesses.includes(place.app);
    const isOwn = mayBeGateway && isOwnEnd(tags, '', (column) => text(row, column));
    return { row, place, key: JSON.stringify(place), isOwn, isOthers: mayBeGateway && !isOwn };
  });
  const own = new Set(placed.flatMap(({ key, isOwn }) => (isOwn ? [key] : [])));
  const processes = new Map<string, ProfiledProcess>();
  for (const { row, place, key, isOthers } of placed) {
    // Of another gateway, and called like this one's: it is no part of it, and by its name it could not be asked for.
    if (isOthers && own.has(key)) continue;
    const process = processes.get(key) ?? { ...place, role: 'other', instances: [], events: [] };
    processes.set(key, process);
    const instance = text(row, 'auto_instance');
    if (instance !== '' && !process.instances.includes(instance)) process.instances.push(instance);
    const type = text(row, 'event');
    const event = process.events.find((one) => one.type === type);
    if (event) event.rows += number(row, 'n');
    else process.events.push({ type, unit: unitOf(text(row, 'unit')), rows: number(row, 'n') });
  }
  const found = [...processes.values()];
  const mayBeGateway = [...own].flatMap((key) => processes.get(key) ?? []);
  const roleOf = rolesIn(mayBeGateway, way);
  for (const process of found) {
    process.role = roleOf(process);
    process.events.sort((a, b) => b.rows - a.rows);
  }
  // Rows came by their number, so that equals keep the busiest first.
  found.sort((a, b) => roles.indexOf(a.role) - roles.indexOf(b.role));
  return { processes: found, isCut: rows.length === mostGroups, calls: rows.length === 0 ? 0 : (way?.calls ?? null) };
}

const roles: readonly ProcessRole[] = ['gateway', 'upstream', 'other'];

/**
 * Of the processes that may be the gateway: where `openresty` is seen, an `nginx` is another server; where calls are, so is
 * one that they did not come to.
 */
function rolesIn(own: readonly ProfiledProcess[], way: Way | null): (process: ProfiledProcess) => ProcessRole {
  const name = gatewayProcesses.find((one) => own.some(({ app }) => app === one));
  const named = own.filter(({ app }) => app === name);
  const met = named.filter(({ instances }) => instances.some((instance) => way?.gateways.has(instance)));
  const gateways = new Set(met.length > 0 ? met : named);
  const upstreams = new Set([...(way?.upstreams ?? [])].flatMap(([instance, { service }]) => [instance, service]));
  return (process) => {
    if (gateways.has(process)) return 'gateway';
    const { service, instances } = process;
    const isSentTo = [service, ...instances].some((place) => place !== '' && upstreams.has(place));
    return isSentTo ? 'upstream' : 'other';
  };
}

/** `profile_value_unit`, by the words that DeepFlow's ingester has for it (server/ingester/profile/dbwriter). */
function unitOf(unit: string): ProfileUnit {
  if (unit === 'microseconds' || unit === 'bytes' || unit === 'samples') return unit;
  return /nanoseconds$/.test(unit) ? 'nanoseconds' : 'count';
}
