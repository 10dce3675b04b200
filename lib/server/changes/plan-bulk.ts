import 'server-only';
import { disabled } from '@/lib/apisix/plugin-config';
import { chip, type PluginChip, type SwitchedPlugin } from '@/lib/apisix/plugins-in-force';
import { wakes } from '@/lib/apisix/switched-off';
import { type BulkPlanInput, type PlanOutcome, type PluginWish, writableOutcomes } from '@/lib/changes/dto';
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
import { managedBy } from './refusal';
import { type RouteReading, readingOf, stateWith } from './route-reading';
import { routePatch } from './route-writer';
import { type LastWrite, wishedCopy } from './wished-copy';

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

/** An item with what it was planned from, and whether anything of the route would change. */
export type PlannedItem = { item: NewItem; reading: RouteReading; isChange: boolean };

/** What a wish would make of routes that were read; nothing is asked of the gateway. */
async function planItems(
  context: ChangeContext,
  objects: readonly ApisixObject[],
  shared: GatewayObjects,
  plugin: SwitchedPlugin,
  wish: PluginWish,
): Promise<PlannedItem[]> {
  const planned: PlannedItem[] = [];
  for (let from = 0; from < objects.length; from += turn) {
    const part = await atOnce(looksAtOnce, objects.slice(from, from + turn), async (object) => {
      const reading = readingOf(object, shared, plugin);
      return planItem(reading, wish, await lastWrite(context, plugin, object.id, wish));
    });
    planned.push(...part);
    await nextTurn();
  }
  return planned;
}

/** What a wish would do to one route. */
function planItem(reading: RouteReading, wish: PluginWish, last: LastWrite): PlannedItem {
  const chipBefore = chip(stateWith(reading, reading.own));
  const base = {
    objectId: reading.objectId,
    objectName: reading.objectName,
    seen: reading.seen,
    before: reading.own,
    chipBefore,
  };
  let after: JsonObject | null;
  let isChange: boolean;
  try {
    after = wishedCopy(reading.situation, wish, last);
    isChange = routePatch(reading, after) !== null;
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
    return { item, reading, isChange: false };
  }
  const chipAfter = chip(stateWith(reading, after));
  const { outcome, reason } = outcomeOf(reading, { wish, isChange, chipAfter });
  const status = !isChange ? 'unchanged' : isWritable(outcome) ? 'waiting' : 'skipped';
  return { item: { ...base, outcome, reason, after, chipAfter, status }, reading, isChange };
}

type Planned = { wish: PluginWish; isChange: boolean; chipAfter: PluginChip };
type Outcome = { outcome: PlanOutcome; reason: Reason | null };

function outcomeOf({ own, manager, situation }: RouteReading, { wish, isChange, chipAfter }: Planned): Outcome {
  const { global } = situation;
  const isOff = wish.state === 'off' || (wish.state === 'exactly' && wish.config === null);
  const say = (outcome: PlanOutcome, reason: Reason | null = null): Outcome => ({ outcome, reason });
  if (isChange && manager !== null) return say('blocked', managedBy(manager));
  if (isOff && chipAfter.status !== 'off' && global !== null && !global.disabled) {
    const rule = global.name || global.id;
    if (isChange) return say('goes_on', { code: 'global_goes_on', rule });
    if (wakes(situation, own, disabled(own ?? {}))) return say('already', { code: 'global_held_back', rule });
    return say('inherits', { code: 'global_goes_on', rule });
  }
  const silent = silentReason(wish, isChange, chipAfter);
  if (silent !== null) return say('emits_nothing', { code: silent });
  // What runs though the route has no copy of its own is somebody else's.
  if (!isChange) return say(own === null && !isOff ? 'inherits' : 'already');
  return say(chipAfter.twice ? 'twice' : 'will_change');
}

/** Why a route that is switched on emits nothing, where that is not what was asked for. */
function silentReason(wish: PluginWish, isChange: boolean, { status, offReason }: PluginChip) {
  if (wish.state !== 'on' || status !== 'off') return null;
  const isOfCopy = offReason === 'sampler_off' || offReason === 'filter';
  // Where something is written, it stands ready for the plugin to be loaded or for its metadata.
  if (isChange && (wish.config !== undefined || !isOfCopy)) return null;
  if (offReason === 'sampler_off') return wish.config?.sampler === undefined ? 'takes_no_request' : null;
  if (offReason === 'filter') return 'never_starts';
  if (offReason === 'not_loaded' || offReason === 'no_metadata') return offReason;
  // A copy that is there and enabled, and runs nowhere.
  return isChange ? null : 'script_runs';
}

function isWritable(outcome: PlanOutcome): boolean {
  return writableOutcomes.some((each) => each === outcome);
}

function viewerBlocked(planned: PlannedItem): PlannedItem {
  if (!planned.isChange) return planned;
  return {
    ...planned,
    isChange: false,
    item: { ...planned.item, outcome: 'blocked', reason: { code: 'viewer_key' }, status: 'skipped' },
  };
}

/** Asks the gateway about all that would be written, in batches; a gateway that cannot be asked leaves them as they are. */
async function validate(gateway: GatewayConfig, planned: readonly PlannedItem[]): Promise<void> {
  const writes = planned.flatMap(({ item, reading }) =>
    item.status === 'waiting' ? [{ item, reading, after: item.after }] : [],
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
