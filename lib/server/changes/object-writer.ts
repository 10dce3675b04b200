import 'server-only';
import type { PluginChip } from '@/lib/apisix/plugins-in-force';
import type { NodeCheck } from '@/lib/changes/dto';
import type { JsonObject } from '@/lib/changes/json';

/** One object of the gateway as a change of one part of it sees it, read at one moment. */
export type ObjectReading = {
  objectId: string;
  objectName: string;
  /** What the written part is called, in problems. */
  part: string;
  /** The part that is written: a plugin's copy on a route, a metadata object. Null: absent. */
  own: JsonObject | null;
  /** Fingerprints of that part and of what else decides its effect, apart so that a conflict can name the part. */
  seen: string;
  /** Who writes the object back when someone else changes it. */
  manager: string | null;
};

/** How objects of one kind are read, written and looked at afterwards. */
export type ObjectWriter<R extends ObjectReading> = {
  /** Throws `not_found`, and the problems of reading. */
  read(objectId: string): Promise<R>;
  /** The same for many objects: what they share is read once, now. */
  forMany(): Promise<ObjectWriter<R>>;
  /** Sends the one request that makes `after` of the part. Throws `conflict` where another writer was faster. */
  send(reading: R, after: JsonObject | null): Promise<void>;
  /** The objects as they are now, in the order of the readings; an error in the place of one that cannot be read. */
  readBack(readings: readonly R[]): Promise<(R | Error)[]>;
  /** Names of what differs between two readings beside the part. */
  differences(before: R, after: R): string[];
  /** What each node whose Control API is configured runs of the part. */
  checkNodes(written: R): Promise<NodeCheck[]>;
  /** What would be in force with another value of the part; null where nothing is said of it. */
  chip(reading: R, own: JsonObject | null): PluginChip | null;
};
