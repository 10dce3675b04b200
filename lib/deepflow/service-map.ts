import type { CallNotice } from './dto';

/** What the requests of one edge came to; all of it adds up when edges are put together, the mean by its weight. */
export type MapNumbers = {
  requests: number;
  responses: number;
  /** Requests per second of the stretch they were counted in; null: no second of it is complete yet. */
  perSecond: number | null;
  clientErrors: number;
  serverErrors: number;
  timeouts: number;
  /** Mean of what was answered, µs; null: nothing was. */
  meanUs: number | null;
  maxUs: number | null;
};

export type MapNodeKind =
  | 'gateway'
  | 'service'
  /** An address that belongs to nothing that DeepFlow knows. */
  | 'address'
  /** Clients on the Internet, whose addresses DeepFlow's metrics do not keep. */
  | 'internet'
  /** The other end is not known at all: a span knows its own side alone. */
  | 'unknown'
  /** Several that only call, put together. */
  | 'clients'
  /** Several that are called, put together. */
  | 'services';

export type MapNode = {
  /** The same thing has the same id from one reading to the next. */
  id: string;
  kind: MapNodeKind;
  /** Empty for what has none. */
  name: string;
  /** How many it stands for. */
  members: number;
};

export type MapEdge = {
  /** `from>to`. */
  id: string;
  from: string;
  to: string;
  numbers: MapNumbers;
  /** Where it was counted, and only there; null: put together from several, or counted call by call. */
  point: string | null;
  source: 'ebpf' | 'packet' | 'otel';
  /** Names of the protocols, the most frequent first. */
  protocols: string[];
  /** `route`: counted from the calls of the chosen route. `all`: everything that went that way, whoever's it was. */
  of: 'all' | 'route';
};

export type MapNotice =
  | CallNotice
  /** There are more connections than were read: the least busy are missing. */
  | 'rows_cut'
  /** The gateway has no place of its own: what else runs on its host is counted with it. */
  | 'shared_host';

/** Clients → gateway → upstreams, and what these call. */
export type ServiceMap = {
  nodes: MapNode[];
  edges: MapEdge[];
  /** The stretch that DeepFlow's metrics were summed over: whole seconds or minutes inside the range, epoch ms. */
  counted: { fromMs: number; toMs: number; precision: '1s' | '1m' };
  /** Epoch s: DeepFlow has nothing of the range that is older, so that `counted` begins there; null: it has. */
  keptFromS: number | null;
  /** Where the gateway was watched; null: nothing watches it. */
  source: MapEdge['source'] | null;
  /** With a route chosen, what its own edges are made of. */
  route: MapRoute | null;
  notices: MapNotice[];
};

export type MapRoute = {
  id: string;
  name: string;
  attributed: { exact: number; computed: number; ambiguous: number };
  /** Counted calls of which no request to an upstream is known: answered by the gateway, or not seen. */
  withoutUpstream: number;
  /** From when on every call was read, epoch s; null: all of the range was. */
  sinceS: number | null;
  /** Epoch s: DeepFlow keeps no calls of the range that are older; null: it does. */
  keptFromS: number | null;
};

/** One edge over time; arrays are as long as `times`, what is not known is null. */
export type MapCourse = {
  /** Epoch s, starts of the buckets. */
  times: number[];
  stepS: number;
  counted: ServiceMap['counted'];
  /** Per second. */
  rate: (number | null)[];
  clientErrors: (number | null)[];
  serverErrors: (number | null)[];
  timeouts: (number | null)[];
  /** µs. */
  mean: (number | null)[];
  max: (number | null)[];
};

/** One end of a request as DeepFlow's metrics name it: `auto_service`, its type and its id. */
export type MapEnd = { type: number; id: number; name: string };

/** `auto_service_type` of an address on the Internet, and of any other (deepflow server/libs/flow-metrics). */
const internetType = 0;
const addressType = 255;

/** An address has no id but its name; anything else keeps its id when it is renamed, and its name makes links readable. */
export function idOfEnd({ type, id, name }: MapEnd): string {
  return `${type}.${id}.${name}`;
}

/** The end that an id was made of; null: it is none of these. */
export function endOfId(nodeId: string): MapEnd | null {
  const [, type, id, name] = /^(\d{1,3})\.(\d{1,10})\.(.*)$/su.exec(nodeId) ?? [];
  return name === undefined ? null : { type: Number(type), id: Number(id), name };
}

export function isUnspecified({ type, name }: MapEnd): boolean {
  return (type === internetType || type === addressType) && (name === '' || name === '0.0.0.0' || name === '::');
}

export function kindOfEnd(end: MapEnd): 'service' | 'address' | 'internet' | 'unknown' {
  if (end.type !== internetType && end.type !== addressType) return 'service';
  if (!isUnspecified(end)) return 'address';
  return end.type === internetType ? 'internet' : 'unknown';
}

/** Failed requests by all classes. DeepFlow's own `error` leaves timeouts out. */
export function failuresOf({ clientErrors, serverErrors, timeouts }: MapNumbers): number {
  return clientErrors + serverErrors + timeouts;
}

/** 0 … 1; null without a request. An answer may come in another stretch than its request. */
export function errorShareOf(numbers: MapNumbers): number | null {
  return numbers.requests === 0 ? null : Math.min(1, failuresOf(numbers) / numbers.requests);
}

export const noNumbers: MapNumbers = {
  requests: 0,
  responses: 0,
  perSecond: 0,
  clientErrors: 0,
  serverErrors: 0,
  timeouts: 0,
  meanUs: null,
  maxUs: null,
};

/** Both together. Means are weighed by answers: DeepFlow tells a mean and no sum. */
export function addNumbers(a: MapNumbers, b: MapNumbers): MapNumbers {
  const sum = (key: 'requests' | 'responses' | 'clientErrors' | 'serverErrors' | 'timeouts') => a[key] + b[key];
  return {
    requests: sum('requests'),
    responses: sum('responses'),
    // A sum of a part would be too small.
    perSecond: a.perSecond === null || b.perSecond === null ? null : a.perSecond + b.perSecond,
    clientErrors: sum('clientErrors'),
    serverErrors: sum('serverErrors'),
    timeouts: sum('timeouts'),
    meanUs: meanOfBoth(a, b),
    maxUs: a.maxUs === null ? b.maxUs : b.maxUs === null ? a.maxUs : Math.max(a.maxUs, b.maxUs),
  };
}

function meanOfBoth(a: MapNumbers, b: MapNumbers): number | null {
  if (a.meanUs === null || b.meanUs === null) return a.meanUs ?? b.meanUs;
  const weight = Math.max(1, a.responses) + Math.max(1, b.responses);
  return (a.meanUs * Math.max(1, a.responses) + b.meanUs * Math.max(1, b.responses)) / weight;
}
