/** What a function is, as DeepFlow tells it by a letter or a prefix of the name. */
export const frameKinds = [
  'app',
  'library',
  'kernel',
  'gpu',
  'object',
  'thread',
  'process',
  'host',
  'unknown',
  /** No function: what was too small to be sent one by one. */
  'rest',
] as const;
export type FrameKind = (typeof frameKinds)[number];

/** What a value counts; DeepFlow has other words for some. */
export type ProfileUnit = 'microseconds' | 'nanoseconds' | 'bytes' | 'samples' | 'count';

/** What a process of a route's way is to it. */
export type ProcessRole = 'gateway' | 'upstream' | 'other';

/** A process, on all its instances, of which there are profiles. */
export type ProfiledProcess = {
  role: ProcessRole;
  /** The name the kernel has for it, or that its own profiler gave. `Total`: everything on one host. */
  app: string;
  /** `eBPF` where an agent looked from outside, else the language whose profiler sent it. */
  language: string;
  /** Service, host or address it belongs to; empty where that is not known. */
  service: string;
  /** Pods or hosts it was seen on, the busiest first. */
  instances: string[];
  events: ProfiledEvent[];
};

/** One kind of profile, such as `on-cpu`, and how many stacks there are of it. */
export type ProfiledEvent = { type: string; unit: ProfileUnit; rows: number };

export type ProfiledProcesses = {
  /** The gateway's first, then the upstreams', then the others; the busiest of each first. */
  processes: ProfiledProcess[];
  /** There are more than are listed. */
  isCut: boolean;
  /** So many of the route's newest calls told where it sends them; null: they could not be read. */
  calls: number | null;
};

/** Whose profile, and of what. An empty service is not asked for; `instance` null: all of them. */
export type ProfileTarget = {
  app: string;
  language: string;
  service: string;
  instance: string | null;
  event: string;
  /** The gateway's own process, which another gateway's may be called like. */
  isGateway: boolean;
};

/** Merged stacks as one tree. Functions are named once; the three lists of `frames` are as long as the tree has frames. */
export type Profile = {
  functions: { name: string; kind: FrameKind }[];
  /** Depth first, parents before children, the largest sibling first. */
  frames: {
    function: number[];
    /** Index of the frame below which it hangs; -1: none. */
    parent: number[];
    /** Spent in the frame itself, in none of its children. */
    self: number[];
  };
  /** So many of the smallest frames are summed up in frames of the kind `rest`. */
  small: number;
  /** DeepFlow reads no more than `limit` of the `rows` stacks there are; null: it read all. */
  cut: { rows: number; limit: number } | null;
};
