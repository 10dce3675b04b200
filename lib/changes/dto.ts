import type { RouteListQuery } from '@/lib/apisix/dto';
import type { PluginChip, PluginState, SwitchedPlugin } from '@/lib/apisix/plugins-in-force';
import type { Problem } from '@/lib/http/problem';
import type { Reason } from './reason';

export type PluginConfig = Record<string, unknown>;

/**
 * What a person asks for of one plugin. Checked by `lib/apisix/plugin-input.ts`.
 * `on` without a configuration restores what was kept; keys of `config` are set, `null` removes one, all others stay.
 * `exactly` is the whole copy as it should be (the code side of a form, an undo); null: none.
 */
export type PluginWish =
  | { state: 'off' }
  | { state: 'on'; config?: PluginConfig }
  | { state: 'exactly'; config: PluginConfig | null };

/** What a change writes: one plugin on routes, a plugin's metadata object, or a mounted file of static configuration. */
export type ChangeTarget =
  | { kind: 'route_plugin'; plugin: SwitchedPlugin }
  | { kind: 'plugin_metadata'; plugin: SwitchedPlugin }
  | { kind: 'static_config'; file: string };

/** A write of one plugin on one route as it would be done: shown before anything is sent. */
export type ChangePlan = {
  routeId: string;
  plugin: SwitchedPlugin;
  /** The one request that would be sent; null when nothing needs to change. */
  request: { method: 'PATCH'; path: string; body: unknown } | null;
  /** The plugin's configuration on the route, before and after; null: absent. */
  before: PluginConfig | null;
  after: PluginConfig | null;
  /** What would be in force. */
  effect: PluginState;
  /** Fingerprint of what this plan was computed from; sent back with the apply. */
  seen: string;
  /** The gateway's own validation of the outcome; null: not asked, because nothing changes. */
  validation: { ok: true } | { ok: false; errors: string[] } | null;
};

/** What one node of the gateway really runs, by its Control API. */
export type NodeCheck = {
  address: string;
  status: 'same' | 'different' | 'unanswered';
  problem: Problem | null;
};

export type ChangeResult = {
  /** The record of this change; null: nothing was written. */
  changeId: string | null;
  routeId: string;
  plugin: SwitchedPlugin;
  before: PluginConfig | null;
  /** As read back from the gateway after the write. */
  after: PluginConfig | null;
  /** The read-back is what the plan said, and nothing else of the route differs. */
  verified: boolean;
  /** Keys of the route that differ beside the plugin and update_time (another writer in between). */
  otherDifferences: string[];
  /** One entry a node whose Control API is configured. */
  nodes: NodeCheck[];
  state: PluginState;
  at: number;
};

/** The metadata object of a plugin, secrets masked; `config` null: there is none. */
export type MetadataView = { plugin: SwitchedPlugin; config: PluginConfig | null; seen: string };

/** A write of a plugin's metadata object as it would be done: the gateway has no PATCH of it. */
export type MetadataPlan = {
  plugin: SwitchedPlugin;
  request: { method: 'PUT' | 'DELETE'; path: string; body: unknown } | null;
  before: PluginConfig | null;
  after: PluginConfig | null;
  seen: string;
  validation: ChangePlan['validation'];
};

export type MetadataResult = {
  changeId: string | null;
  plugin: SwitchedPlugin;
  before: PluginConfig | null;
  after: PluginConfig | null;
  verified: boolean;
  nodes: NodeCheck[];
  at: number;
};

/** What stands in the way of a change when something it touches was changed by someone else: secrets masked. */
export type ChangeConflictVersions = {
  /** What the person saw, what they wish for, and what is there now. */
  seen: PluginConfig | null;
  wished: PluginConfig | null;
  current: PluginConfig | null;
};

/** The problem document of such a conflict. */
export type ChangeConflictProblem = Problem & { versions: ChangeConflictVersions };

export const changeOrigins = ['person', 'timer', 'undo'] as const;
export type ChangeOrigin = (typeof changeOrigins)[number];

/**
 * `planned`: a dry run, nothing written yet. `halted`: a bound was crossed. `interrupted`: the console ended in the
 * middle. `stopped`: by a person. `done`: every item has its end, good or bad.
 */
export const changeStatuses = ['planned', 'running', 'paused', 'halted', 'interrupted', 'stopped', 'done'] as const;
export type ChangeStatus = (typeof changeStatuses)[number];

/**
 * What the dry run says of one object. `goes_on`: the route's copy is switched off, and a global rule's still emits for
 * it. `emits_nothing`: switched on as it is configured, it would emit nothing.
 */
export const planOutcomes = [
  'will_change',
  'already',
  'inherits',
  'twice',
  'goes_on',
  'emits_nothing',
  'blocked',
  'invalid',
] as const;
export type PlanOutcome = (typeof planOutcomes)[number];

/** Those with something to write. All but the first are for a person to decide. */
export const writableOutcomes = ['will_change', 'twice', 'goes_on'] as const satisfies readonly PlanOutcome[];

/**
 * `writing` is recorded before a request is sent. `unknown`: its answer was lost and the object shows neither state.
 * `skipped`: the dry run left it out, or the change was stopped before it.
 */
export const itemStatuses = [
  'waiting',
  'writing',
  'written',
  'unchanged',
  'conflict',
  'failed',
  'unknown',
  'skipped',
] as const;
export type ItemStatus = (typeof itemStatuses)[number];

/** One object of a change. Configurations are masked. */
export type ChangeItem = {
  position: number;
  objectId: string;
  objectName: string;
  outcome: PlanOutcome;
  /** Why, where the outcome alone does not say it. */
  reason: Reason | null;
  status: ItemStatus;
  before: PluginConfig | null;
  after: PluginConfig | null;
  /** What is and what would be in force; null for anything but routes. */
  chipBefore: PluginChip | null;
  chipAfter: PluginChip | null;
  verified: boolean | null;
  otherDifferences: string[];
  nodes: NodeCheck[];
  problem: Problem | null;
  /** Epoch ms. */
  writtenAt: number | null;
};

/** How a bulk change goes on: which items first, and when it stops by itself. */
export type BulkOptions = {
  /** Percentages of the items after which it looks before it goes on, e.g. [1, 10, 100]; the first is at least one item. */
  steps: number[];
  /** Between two steps, in seconds. */
  waitS: number;
  /** Null: never halts by itself. Rises are of the changed routes against the same time before, in percentage points and percent. */
  halt: { errorRatePoints: number; latencyPercent: number } | null;
};

export type RevertState = 'waiting' | 'restoring' | 'done' | 'cancelled' | 'failed';

/** One row of the changes page. */
export type ChangeSummary = {
  id: string;
  at: number;
  endedAt: number | null;
  actor: string;
  origin: ChangeOrigin;
  target: ChangeTarget;
  wish: PluginWish;
  status: ChangeStatus;
  /** Why it halted, was interrupted or cannot go on; null: nothing to say. */
  reason: Reason | null;
  counts: Record<ItemStatus, number> & { total: number; unverified: number };
  outcomes: Record<PlanOutcome, number>;
  /** The first few of its objects, in order. */
  objects: { id: string; name: string }[];
  options: BulkOptions | null;
  /** A timed change: when it is restored (epoch ms), and whether it was. */
  revertAt: number | null;
  revertState: RevertState | null;
  undoOf: string | null;
  undoneBy: string | null;
};

export type ChangeListQuery = {
  q?: string | undefined;
  plugin?: SwitchedPlugin | undefined;
  route?: string | undefined;
  actor?: string | undefined;
  origin?: ChangeOrigin | undefined;
  status?: ChangeStatus | undefined;
  from?: number | undefined;
  to?: number | undefined;
  /** Id of the last row of the page before. */
  after?: string | undefined;
  limit?: number | undefined;
};

/** Newest first. Planned changes are not listed. */
export type ChangeListPage = { rows: ChangeSummary[]; next: string | null; total: number; actors: string[] };

export type ChangeItemQuery = {
  status?: ItemStatus | undefined;
  outcome?: PlanOutcome | undefined;
  q?: string | undefined;
  offset?: number | undefined;
  limit?: number | undefined;
};
export type ChangeItemPage = { rows: ChangeItem[]; offset: number; matched: number };

/** Body of POST …/changes/plan: a dry run over routes by id, or over all that match a filter of the route list. */
export type BulkPlanInput = {
  plugin: SwitchedPlugin;
  wish: PluginWish;
  /** Of those that match a query, those that are not meant are named. */
  routes: { ids: string[] } | { query: RouteListQuery; except: string[] };
};

/** Body of POST …/changes/{id}/start. Items whose outcome is not named are skipped. */
export type StartInput = { outcomes: PlanOutcome[]; options: BulkOptions | null; revertAt: number | null };

export const changeActions = ['pause', 'resume', 'stop', 'retry', 'cancel_revert'] as const;
export type ChangeAction = (typeof changeActions)[number];
