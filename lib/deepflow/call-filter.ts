import type { CallFilter, Outcome } from './dto';
import { endpointOf } from './endpoint';
import { bareHost } from './join-calls';
import type { Upstream } from './upstreams';

/** Everything about a call that a filter may ask for. */
export type Filtered = {
  method: string;
  /** Empty: not known. */
  host: string;
  path: string;
  status: number | null;
  durationUs: number | null;
  outcome: Outcome;
  client: string;
  /** Empty: in none, or not known. */
  clientPod: string;
  /** Where the gateway sent it; more than one after a retry, none where that is not known. */
  upstreams: readonly Upstream[];
  traceIds: readonly string[];
  /** Attributes of the gateway's span, as far as the filter names them; null: it has no span. */
  attributes: Readonly<Record<string, string>> | null;
};

/** Whether a call is among those a person asked for: the exact form of what a query could only ask for widely. */
export function passesFilter(call: Filtered, filter: CallFilter): boolean {
  const { outcome, method, status, minDurationUs, maxDurationUs, path, endpoint, host } = filter;
  const { client, clientPod, upstream, upstreamPod, trace, attr } = filter;
  if (outcome && outcome.length > 0 && !outcome.includes(call.outcome)) return false;
  if (method && method.length > 0 && !method.includes(call.method)) return false;
  if (status && status.length > 0 && (call.status === null || !status.includes(call.status))) return false;
  if (minDurationUs && (call.durationUs === null || call.durationUs < minDurationUs)) return false;
  if (maxDurationUs !== undefined && (call.durationUs === null || call.durationUs > maxDurationUs)) return false;
  if (endpoint && endpointOf(call.path) !== endpoint) return false;
  if (host && bareHost(call.host) !== bareHost(host)) return false;
  if (client && call.client !== client) return false;
  if (clientPod && call.clientPod !== clientPod) return false;
  if (upstreamPod && !call.upstreams.some(({ pod }) => pod === upstreamPod)) return false;
  if (upstream && !call.upstreams.some(({ instance, service }) => instance === upstream || service === upstream))
    return false;
  if (trace && !call.traceIds.includes(trace)) return false;
  if (attr?.some(({ name, value }) => call.attributes?.[name] !== value)) return false;
  return !path || containsText(call.path, path);
}

/** Case ignored, in the path as it was sent or with its percent escapes decoded. */
function containsText(path: string, text: string): boolean {
  const wanted = text.toLowerCase();
  return path.toLowerCase().includes(wanted) || decoded(path).toLowerCase().includes(wanted);
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
