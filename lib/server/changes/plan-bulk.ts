import 'server-only';
import { chip, type SwitchedPlugin } from '@/lib/apisix/plugins-in-force';
import type { BulkPlanInput, PlanOutcome, PluginWish } from '@/lib/changes/dto';
import type { JsonObject } from '@/lib/changes/json';
import type { Reason, ReasonedProblem } from '@/lib/changes/reason';
import { ProblemError } from '@/lib/http/problem';
import { keyRole } from '@/lib/server/apisix/gateway-facts';
import type { GatewayObjects } from '@/lib/server/apisix/gateway-objects';
import { routeIndex } from '@/lib/server/apisix/route-index';
import { searchRoutes } from '@/lib/server/apisix/route-search';
import type { Snapshot } from '@/lib/server/apisix/snapshot';
import type { ApisixObject } from '@/lib/server/apisix/wire';
import type { GatewayConfig } from '@/lib/server/config';
import { nextTurn } from '@/lib/server/next-turn';
import { atOnce } from './at-once';
import type { ChangeContext } from './context';
import { lastWrite, validateWrites } from './plan-change';
import type { NewItem, StoredChange } from './records';
import { type RouteReading, readingOf, stateWith } from './route-reading';
import { patchBody } from './route-writer';
import { wishedCopy } from './wished-copy';

/** Routes that the gateway is asked about in one request: it does nothing else meanwhile. */
const validatedAtOnce = 100;
const validationsAtOnce = 2;
const looksAtOnce = 32;
const turn = 200;

/**
 * The dry run of one wish over many routes: what each would become and why not, kept as a change that can be started.
 * All routes are read anew in one list, and the filter is the route list's own, over that reading.
 */
export async function planBulk(context: ChangeContext, input: BulkPlanInput, actor: string): Promise<StoredChange> {
  const { gateway, records } = context;
  const { plugin, wish } = input;
  const [snapshot, role] = await Promise.all([routeIndex(gateway).readAnew(), keyRole(gateway)]);
  const { objects, missing } = chosen(snapshot, input.routes);
  const planned = await planItems(context, objects, snapshot.context, plugin, wish);
  const blocked = planned.map((write) => (role === 'viewer' ? viewerBlocked(write) : write));
  await validate(gateway, blocked);
  return await records.create({
    gatewayId: gateway.id,
    actor,
    origin: 'person',
    target: { kind: 'route_plugin', plugin },
    wish,
    status: 'planned',
    options: null,
    revertAt: null,
    undoOf: null,
    items: [...blocked.map(({ item }) => item), ...missing.map(missingItem)],
  });
}

/** An item with what it was planned from. */
export type PlannedItem = { item: NewItem; reading: RouteReading; body: JsonObject | null };

/** What a wish would make of routes that were read; nothing is asked of the gateway. */
export async function planItems(
  context: ChangeContext,
  objects: readonly ApisixObject[],
  shared: GatewayObjects,
  plugin: SwitchedPlugin,
  wish: PluginWish,
): Promise<PlannedItem[]> {
  const planned: PlannedItem[] = [];
  const isOff = wish.state === 'off' || (wish.state === 'exactly' && wish.config === null);
  for (let from = 0; from < objects.length; from += turn) {
    const part = await atOnce(looksAtOnce, objects.slice(from, from + turn), async (object) => {
      const reading = readingOf(object, shared, plugin);
      // Only these two wishes depend on what this console wrote before.
      const last =
        wish.state === 'off' || (wish.state === 'on' && wish.config === undefined)
          ? await lastWrite(context, plugin, object.id)
          : null;
      return planItem(reading, () => wishedCopy(reading.situation, wish, last), isOff);
    });
    planned.push(...part);
    await nextTurn();
  }
  return planned;
}

/** What a write would do to one route. */
export function planItem(reading: RouteReading, wished: () => JsonObject | null, isOff: boolean): PlannedItem {
  const chipBefore = chip(stateWith(reading, reading.own));
  const base = {
    objectId: reading.objectId,
    objectName: reading.objectName,
    seen: reading.seen,
    before: reading.own,
    chipBefore,
  };
  let after: JsonObject | null;
  let body: JsonObject | null;
  try {
    after = wished();
    body = patchBody(reading, after);
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    const { reason: known, detail, title }: ReasonedProblem = error.problem;
    const reason: Reason = known ?? { code: 'words', words: detail ?? title };
    const item = {
      ...base,
      outcome: 'invalid',
      reason,
      after: reading.own,
      chipAfter: chipBefore,
      status: 'skipped',
    } as const;
    return { item, reading, body: null };
  }
  const chipAfter = chip(stateWith(reading, after));
  const outcome = outcomeOf(reading, { isOff, body, chipAfter });
  const status = outcome === 'blocked' ? 'skipped' : body === null ? 'unchanged' : 'waiting';
  const { manager } = reading;
  const reason: Reason | null =
    outcome === 'blocked' && manager !== null ? { code: 'managed_by', owner: manager } : null;
  return { item: { ...base, outcome, reason, after, chipAfter, status }, reading, body };
}

type Planned = { isOff: boolean; body: JsonObject | null; chipAfter: ReturnType<typeof chip> };

function outcomeOf({ own, manager, situation }: RouteReading, { isOff, body, chipAfter }: Planned): PlanOutcome {
  if (body === null) {
    // What runs though the route has no copy of its own, or though its own is off, is somebody else's.
    const isInherited = isOff ? situation.global !== null && !situation.global.disabled : own === null;
    return isInherited ? 'inherits' : 'already';
  }
  if (manager !== null) return 'blocked';
  return chipAfter.twice ? 'twice' : 'will_change';
}

function viewerBlocked(planned: PlannedItem): PlannedItem {
  if (planned.body === null) return planned;
  return {
    ...planned,
    body: null,
    item: { ...planned.item, outcome: 'blocked', reason: { code: 'viewer_key' }, status: 'skipped' },
  };
}

/** Asks the gateway about all that would be written, in batches; a gateway that cannot be asked leaves them as they are. */
async function validate(gateway: GatewayConfig, planned: readonly PlannedItem[]): Promise<void> {
  const writes = planned.flatMap(({ item, reading, body }) =>
    body === null || item.status !== 'waiting' ? [] : [{ item, reading, body }],
  );
  const batches = Array.from({ length: Math.ceil(writes.length / validatedAtOnce) }, (_, at) =>
    writes.slice(at * validatedAtOnce, (at + 1) * validatedAtOnce),
  );
  await atOnce(validationsAtOnce, batches, async (batch) => {
    const found = await validateWrites(gateway, batch);
    for (const [at, { item }] of batch.entries()) {
      const validation = found?.[at];
      if (validation === undefined || validation.ok) continue;
      item.outcome = 'invalid';
      item.reason = { code: 'words', words: validation.errors.join('\n') };
      item.status = 'skipped';
    }
  });
}

function chosen(snapshot: Snapshot, routes: BulkPlanInput['routes']): { objects: ApisixObject[]; missing: string[] } {
  if ('query' in routes) {
    const { rows } = searchRoutes(snapshot, { ...routes.query, offset: 0, limit: Number.POSITIVE_INFINITY });
    const except = new Set(routes.except);
    return { objects: rows.flatMap(({ object }) => (except.has(object.id) ? [] : object)), missing: [] };
  }
  const ids = [...new Set(routes.ids)];
  return {
    objects: ids.flatMap((id) => snapshot.byId.get(id)?.object ?? []),
    missing: ids.filter((id) => !snapshot.byId.has(id)),
  };
}

function missingItem(id: string): NewItem {
  return {
    objectId: id,
    objectName: '',
    outcome: 'invalid',
    reason: { code: 'not_found' },
    seen: '',
    before: null,
    after: null,
    chipBefore: null,
    chipAfter: null,
    status: 'skipped',
  };
}
