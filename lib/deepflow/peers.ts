/** What a call or span is compared with: the same operation, seen at the same point. */
export type Operation = {
  service: string;
  /** Method and endpoint, or the span's name. */
  name: string;
  /** DeepFlow's observation point. */
  point: string;
};

/** How long one request took among others of its operation in the hour before it ended. */
export type Rank = {
  /** The share of the others that were faster, 0 to 1; null: it has no duration, or there are no others. */
  slowerThan: number | null;
  /** How many others there are. */
  of: number;
  /** Epoch seconds between which they ended, both included. */
  sinceS: number;
  untilS: number;
  operation: Operation;
};
