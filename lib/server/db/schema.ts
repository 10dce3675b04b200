import 'server-only';

/**
 * The tables as both databases hold them. Values that only the console reads are JSON in a text column, so that SQLite
 * and PostgreSQL hold the same; times are epoch milliseconds.
 */
export type Tables = { changes: ChangesTable; change_items: ChangeItemsTable };

export type ChangesTable = {
  /** Sorts by the time of its making. */
  id: string;
  gateway_id: string;
  /** When it was started; of a plan, when it was made. */
  at: number;
  ended_at: number | null;
  actor: string;
  origin: string;
  /** Kind and name in one, to find other changes of the same thing. */
  target_key: string;
  /** Of the target; null for a file. */
  plugin: string | null;
  target: string;
  wish: string;
  status: string;
  reason: string | null;
  options: string | null;
  revert_at: number | null;
  revert_state: string | null;
  undo_of: string | null;
  undone_by: string | null;
  total: number;
  objects: string;
  /** What a text search looks at, in lower case: actor and target; and the reason, which comes later. */
  search: string;
  reason_search: string;
  lease_owner: string | null;
  lease_until: number | null;
};

export type ChangeItemsTable = {
  change_id: string;
  position: number;
  object_id: string;
  object_name: string;
  search: string;
  outcome: string;
  reason: string | null;
  seen: string;
  before: string | null;
  after: string | null;
  chip_before: string | null;
  chip_after: string | null;
  status: string;
  /** 0 or 1. */
  verified: number | null;
  other_differences: string;
  nodes: string;
  problem: string | null;
  written_at: number | null;
};
