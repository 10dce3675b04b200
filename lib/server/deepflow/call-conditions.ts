import 'server-only';
import type { CandidateFilter, HostFilter, PathFilter } from '@/lib/deepflow/attribution';
import type { CallFilter } from '@/lib/deepflow/dto';
import { idMark } from '@/lib/deepflow/endpoint';
import { bareHost } from '@/lib/deepflow/join-calls';
import { responseStatuses } from '@/lib/deepflow/outcome';
import { ownEnd, ownSpan } from './own-end';
import type { OwnTags } from './own-tags';
import {
  all,
  any,
  type Condition,
  compare,
  contains,
  hasAttribute,
  isEmpty,
  isOneOfTexts,
  isText,
  matches,
  oneOf,
  startsWith,
} from './sql';

/** Names of the gateway's worker process as eBPF sees them: OpenResty's own binary, or nginx of other builds. */
export const gatewayProcesses = ['openresty', 'nginx'];

/** l7_protocol of gRPC. Its rows have the service in `request_resource` and the path in `endpoint`. */
export const grpc = 41;

/** l7_protocol: HTTP, HTTP2, gRPC. */
const httpProtocols = [20, 21, grpc];

/** l7_flow_log.type of an answer without its request. */
const answerAlone = 1;

/** Requests that the gateway process received. */
export function servedByGateway(processes: readonly string[], tags: OwnTags): Condition {
  return all([
    compare('signal_source', '=', 3),
    isText('observation_point', 's-p'),
    isOneOfTexts('process_kname_1', processes),
    ...ownEnd(tags, '_1'),
    oneOf('l7_protocol', httpProtocols),
    compare('type', '!=', answerAlone),
  ]);
}

/** Requests that the gateway process sent. */
export function sentByGateway(tags: OwnTags): Condition {
  return all([
    compare('signal_source', '=', 3),
    isText('observation_point', 'c-p'),
    isOneOfTexts('process_kname_0', gatewayProcesses),
    ...ownEnd(tags, '_0'),
  ]);
}

/** Requests that were seen at the network interface of one of these addresses. */
export function seenAtNic(addresses: readonly string[], tags: OwnTags): Condition {
  return all([
    compare('signal_source', '=', 0),
    isText('observation_point', 's'),
    any(addresses.map((address) => isText('ip_1', address))),
    ...ownEnd(tags, '_1'),
    oneOf('l7_protocol', httpProtocols),
    compare('type', '!=', answerAlone),
  ]);
}

/** The gateway's own spans. Child spans of its phases carry no route and are no calls. */
export function gatewaySpan(tags: OwnTags): Condition {
  return all([compare('signal_source', '=', 4), hasAttribute('attribute.apisix.route_id'), ...ownSpan(tags)]);
}

/** Rows that may be a route's calls; never fewer. A gRPC service is no path, so that its rows are among them all. */
export function mayBelong(filter: CandidateFilter): Condition[] {
  return [...hostConditions(filter.hosts), ...targetConditions(filter)];
}

/** Spans that say they are one of the routes', and those that may share a target with its rows. They have no host column. */
export function spanMayBelong(filter: CandidateFilter, routeIds: readonly string[] | null): Condition[] {
  const target = targetConditions(filter);
  return target.length === 0 || routeIds === null
    ? []
    : [any([...routeIds.map((id) => isText('attribute.apisix.route_id', id)), all(target)])];
}

function targetConditions({ paths, methods }: CandidateFilter): Condition[] {
  return [
    ...(methods ? [isOneOfTexts('request_type', methods)] : []),
    ...(paths ? [any([...paths.map(pathCondition), matches('request_resource', 'needsNormalising')])] : []),
  ];
}

function pathCondition({ kind, path }: PathFilter): Condition {
  if (kind === 'prefix') return startsWith('request_resource', path);
  return any([isText('request_resource', path), startsWith('request_resource', `${path}?`)]);
}

function hostConditions(hosts: readonly HostFilter[] | null): Condition[] {
  if (!hosts) return [];
  // The row may lack the host, and an absolute target outranks it.
  const open = [isEmpty('request_domain'), matches('request_resource', 'absolute')];
  return [any([...hosts.map(hostCondition), ...open])];
}

/** With whatever follows: a port, or the dot at the end of a full name. */
function hostCondition({ kind, host }: HostFilter): Condition {
  return kind === 'exact' ? startsWith('request_domain', host) : contains('request_domain', host);
}

/** What a person filters by and rows and spans of one call have in common: safe to apply before they are joined. */
export function commonFilter({ method, path }: CallFilter): Condition[] {
  return [
    ...(method && method.length > 0 ? [isOneOfTexts('request_type', method)] : []),
    ...(path ? [pathContains(path)] : []),
  ];
}

/** A sign that is often escaped may stand in the path as an escape, which only the exact filter can read. */
function pathContains(text: string): Condition {
  const plain = inPath(contains, text);
  return /^[\w.~-]+$/.test(text) ? plain : any([plain, matches('request_resource', 'escaped')]);
}

/** Spans that name one of these targets. */
export function namesTarget(targets: readonly string[]): Condition {
  return inPath(isOneOfTexts, targets);
}

/** Rows that may be of the spans that name these targets: those too whose target the gateway normalised. */
export function mayHaveTarget(targets: readonly string[]): Condition {
  return any([namesTarget(targets), matches('request_resource', 'needsNormalising')]);
}

function inPath<T>(condition: (of: 'request_resource' | 'endpoint', wanted: T) => Condition, wanted: T): Condition {
  const ofGrpc = all([compare('l7_protocol', '=', grpc), condition('endpoint', wanted)]);
  return any([condition('request_resource', wanted), ofGrpc]);
}

/**
 * What a row and its span may differ in: applied to rows alone. Upstream, its pod, trace and attributes are known of a call only
 * when it is put together, so that no row can be left out for them.
 */
export function rowFilter(filter: CallFilter): Condition[] {
  const { outcome, minDurationUs, maxDurationUs, status, endpoint, host, client, clientPod } = filter;
  return [
    ...(outcome && outcome.length > 0 ? [oneOf('response_status', responseStatuses(outcome))] : []),
    ...(minDurationUs ? [compare('response_duration', '>=', Math.ceil(minDurationUs))] : []),
    ...(maxDurationUs === undefined ? [] : [compare('response_duration', '<=', Math.floor(maxDurationUs))]),
    ...(status && status.length > 0 ? [oneOf('response_code', status)] : []),
    // The span of a row without a host may know it.
    ...(host ? [any([startsWith('request_domain', bareHost(host)), isEmpty('request_domain')])] : []),
    ...(client ? [any([isText('http_proxy_client', client), isText('auto_instance_0', client)])] : []),
    ...(clientPod ? [isText('pod_0', clientPod)] : []),
    ...(endpoint ? [mayHaveEndpoint(endpoint)] : []),
  ];
}

/** Targets that begin as the endpoint does before its first id; a target with a host has its path behind it. */
function mayHaveEndpoint(endpoint: string): Condition {
  const [start = ''] = endpoint.split(idMark, 1);
  return any([inPath(startsWith, start), matches('request_resource', 'absolute')]);
}
