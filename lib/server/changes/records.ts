import 'server-only';
import type { PluginChip } from '@/lib/apisix/plugins-in-force';
import type {
  BulkOptions,
  ChangeItemQuery,
  ChangeListQuery,
  ChangeOrigin,
  ChangeStatus,
  ChangeSummary,
  ChangeTarget,
  ItemStatus,
  NodeCheck,
  PlanOutcome,
  PluginConfig,
  PluginWish,
  RevertState,
} from '@/lib/changes/dto';
import type { Reason } from '@/lib/changes/reason';
import type { Problem } from '@/lib/http/problem';

/** What is known of an object when its write is planned. Configurations are as the gateway holds them, unmasked. */
export type NewItem = {
  objectId: string;
  objectName: string;
  outcome: PlanOutcome;
  reason: Reason | null;
  /** Fingerprint of what the plan was computed from. */
  seen: string;
  before: PluginConfig | null;
  after: PluginConfig | null;
  chipBefore: PluginChip | null;
  chipAfter: PluginChip | null;
  status: 'waiting' | 'writing' | 'skipped' | 'unchanged';
};

export type StoredItem = Omit<NewItem, 'status'> & {
  position: number;
  status: ItemStatus;
  verified: boolean | null;
  otherDifferences: string[];
  nodes: NodeCheck[];
  problem: Problem | null;
  writtenAt: number | null;
};

export type ItemOutcome = Partial<
  Pick<
    StoredItem,
    | 'status'
    | 'seen'
    | 'before'
    | 'after'
    | 'chipBefore'
    | 'chipAfter'
    | 'verified'
    | 'otherDifferences'
    | 'nodes'
    | 'problem'
    | 'writtenAt'
  >
>;

export type NewChange = {
  gatewayId: string;
  actor: string;
  origin: ChangeOrigin;
  target: ChangeTarget;
  wish: PluginWish;
  status: 'planned' | 'running' | 'done';
  options: BulkOptions | null;
  revertAt: number | null;
  undoOf: string | null;
  items: NewItem[];
};

/** A change without its items; the counts of the summary are computed from them. The wish is unmasked. */
export type StoredChange = ChangeSummary & { gatewayId: string };

export type ChangeUpdate = {
  status?: ChangeStatus;
  reason?: Reason | null;
  endedAt?: number | null;
  options?: BulkOptions | null;
  revertAt?: number | null;
  revertState?: RevertState | null;
  /** Only where its timer still waits: a person's cancel, or a timer that gives up, comes too late for any other. */
  ifWaiting?: true;
  undoneBy?: string | null;
  /**
   * With `running`: of the items that wait or are skipped, those with one of these outcomes wait afterwards, all others
   * are skipped.
   */
  outcomes?: readonly PlanOutcome[];
};

/** The record of every change. The same on SQLite and PostgreSQL; each method is one transaction. */
export type ChangeRecords = {
  /** A change that is created running is this console's work for the time of a lease. */
  create(change: NewChange): Promise<StoredChange>;
  /** Throws `not_found`. */
  change(gatewayId: string, id: string): Promise<StoredChange>;
  list(
    gatewayId: string,
    query: ChangeListQuery,
  ): Promise<{ rows: StoredChange[]; next: string | null; total: number; actors: string[] }>;
  items(gatewayId: string, id: string, query: ChangeItemQuery): Promise<{ rows: StoredItem[]; matched: number }>;
  /** The items of these statuses in order of position, for running, undoing and settling. */
  itemsOf(id: string, statuses: readonly ItemStatus[]): Promise<StoredItem[]>;
  noteItem(id: string, position: number, outcome: ItemOutcome): Promise<void>;
  /** Notes what became of the one item of a change, and that the change is done. Its timer stays, whatever became of it. */
  endSingle(id: string, outcome: ItemOutcome): Promise<void>;
  /** Moves items between statuses at once, forgetting the problems of those that wait again: a retry (`failed` → `waiting`), a stop (`waiting` → `skipped`). */
  moveItems(id: string, from: readonly ItemStatus[], to: ItemStatus): Promise<number>;
  /**
   * False where the change is not in one of `from` any more (another request, or another console, was faster).
   * With `running` the change is this console's work for the time of a lease, and when it ends nobody's. Paused or
   * stopped it stays with whoever runs it, who has yet to notice and may be writing until then. A plan
   * that is started is a change of that moment (`at`), and where it is an undo, what it undoes waits for no timer any
   * more. `revertAt` sets `revertState`, too, unless it is given. False also for `running` while another console is at
   * the change, and for `ifWaiting` where its timer waits no more.
   */
  update(id: string, update: ChangeUpdate, from?: readonly ChangeStatus[]): Promise<boolean>;
  /** The newest item that was written to this plugin of this object, with its change; undefined: none. */
  latest(
    gatewayId: string,
    target: ChangeTarget,
    objectId: string,
  ): Promise<{ changeId: string; item: StoredItem } | undefined>;
  /** Objects of one change which a later one has written: what stands in the way of an undo. */
  overtaken(gatewayId: string, id: string): Promise<{ objectId: string; by: string }[]>;
  /** Timed changes that wait to be restored, by route and plugin; without objects where later changes have written them all. */
  waitingReverts(gatewayId: string): Promise<{ changeId: string; plugin: string; objectIds: string[]; at: number }[]>;
  /**
   * Takes a lease on work that nobody is at: changes that run, or timed ones whose time has come. With several consoles
   * on one database each is taken by one. A lease ends unless it is renewed. A timed change that still runs is taken
   * when it has ended.
   */
  claim(work: 'run' | 'revert', owner: string, now: number, leaseMs: number): Promise<StoredChange | null>;
  /** Prolongs a lease, or takes it where nobody has it. False: another console has it. */
  renew(id: string, owner: string, now: number, leaseMs: number): Promise<boolean>;
  release(id: string, owner: string): Promise<void>;
  /** Who is at a change now; null: nobody. */
  holder(id: string): Promise<'this' | 'other' | null>;
  /** Removes planned changes that nobody started. */
  dropPlanned(before: number): Promise<number>;
};
