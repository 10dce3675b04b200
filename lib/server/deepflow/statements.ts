import 'server-only';
import { candidateFilter } from '@/lib/deepflow/attribution';
import type { CallFilter } from '@/lib/deepflow/dto';
import { fieldsOfCall } from './call-detail';
import {
  type Base,
  hopsOfRequests,
  momentsOfTrace,
  outboundOfCalls,
  packetsOfCalls,
  rowOfId,
  rowsOfCalls,
  rowsOfTargets,
  signalsOfTraces,
  spansOfCalls,
  spansOfTargets,
} from './call-statements';
import { comparedAttributes } from './compare-calls';
import {
  courseOfEdge,
  edgesInto,
  edgesIntoPorts,
  edgesOutOf,
  edgesOutOfGateway,
  gatewayPlaces,
} from './map-statements';
import { connectionsOfClients, connectionsToUpstreams } from './network-statements';
import type { OwnTags } from './own-tags';
import { countOfPeers, operationOfRow, reportsOfFlows } from './peer-statements';
import { profiledProcesses, stacksOfProfile } from './profile-statements';
import type { Statement } from './sql';
import { countOfTraces, outboundOfRow, rowIfOwn, rowsOfLinks, rowsOfTraces, spanOfRow } from './trace-statements';
import {
  anyRow,
  anySeen,
  anySpan,
  gatewayAddresses,
  gatewayInstances,
  newestRow,
  oldestRow,
  oldestSums,
  querierProbe,
} from './watch-statements';

const range = { fromS: 1771000000, toS: 1771003600 };
const untilUs = 1771003000123456;
const callId = '7606387081220196305';
const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const syscalls = ['89757601956927937', '9223372036854775809'];
/** A gateway that has its DeepFlow for itself, and one that shares it. */
const alone: OwnTags = {};
const shared: OwnTags = {
  pod_cluster: ['prod'],
  pod_ns: ['apisix', 'edge gateways'],
  auto_service: ["it's a gateway"],
  app_service: ['APISIX', 'apisix-edge'],
};
const placed: OwnTags = { vpc: ['vpc-1'], pod: ['apisix-5d9c-x', '中文'] };

const allFilters: CallFilter = {
  outcome: ['client_error', 'server_error', 'timeout', 'unknown'],
  method: ['GET', 'POST'],
  minDurationUs: 250_000,
  path: "it's 100 % slimit \\ * 中文",
  maxDurationUs: 60_000_000,
  status: [404, 503],
  host: 'API.example.com:9080',
  client: "203.0.113.7 WITH x AS ('",
  clientPod: "slimit-pod-'x",
  endpoint: "/it's/{id}/slimit 中文",
};

/** Routes whose conditions differ in form: hosts and paths of every kind, and none at all. */
const routes = {
  open: candidateFilter({ hosts: [], paths: ['/*'], methods: [] }),
  exact: candidateFilter({ hosts: ['api.example.com'], paths: ['/api/orders'], methods: ['GET'] }),
  many: candidateFilter({
    hosts: ['api.example.com', '*.shop.example.com'],
    paths: ['/api/orders/*', '/v2/:id/items', "/it's", '/WITH x AS (', '/商品/*'],
    methods: ['GET', 'POST', 'PUT'],
  }),
};

/**
 * Every statement that the console can send to the querier, made by the very functions that send them, with sample
 * values. Statements whose parts are optional come once bare and once with everything.
 */
export function sampleStatements(): Statement[] {
  return [...statementsFor(alone), ...[shared, placed].flatMap(pinnedStatements)];
}

/** Each statement that looks for the gateway, in the forms that differ by its tags. */
function pinnedStatements(tags: OwnTags): Statement[] {
  const bare = new Set(statementsFor(alone).map(({ sql }) => sql));
  return statementsFor(tags).filter(({ sql }) => !bare.has(sql));
}

/** The same for a gateway of these tags, in an order that does not depend on them. */
export function statementsFor(tags: OwnTags): Statement[] {
  const process: Base = { kind: 'ebpf', processes: ['openresty'], tags };
  const nic: Base = { kind: 'packet', addresses: ['10.42.1.15', 'fd00::15'], tags };
  const peers = {
    own: { tags, side: '_1' } as const,
    source: 3,
    point: 's-p',
    protocol: 20,
    method: 'GET',
    endpoint: '/api/orders',
    range,
  };
  const profile = { app: 'openresty', language: 'eBPF', event: 'on-cpu', isGateway: true };
  const seconds = { ...range, precision: '1s', stepS: 15 } as const;
  const minutes = { ...range, precision: '1m', stepS: 300 } as const;
  const rows = { range, withParties: true, limit: 200 };
  const edges = { range, precision: '1m' as const, limit: 5000 };
  const services = ['apisix-gateway', "it's", '10.42.1.15'];
  const end = { services, tags, watchedAt: 'ebpf' as const };
  const own = { tags, watchedAt: 'ebpf' as const };
  const course = { ...edges, source: 3, point: 's-p', stepS: 60, exceptPorts: [9090, 9180] };
  const filtered = { ...rows, untilUs, candidates: routes.many, filter: allFilters };
  const ofTargets = { range, starts: { fromUs: untilUs - 10_000_000, untilUs }, limit: 10_000 };
  const whole = { ...rows, untilUs: null, candidates: routes.open, filter: {}, withParties: false };
  return [
    querierProbe,
    rowsOfCalls({ ...whole, base: process }),
    rowsOfCalls({ ...whole, base: process, candidates: routes.exact, withParties: true }),
    rowsOfCalls({ ...filtered, base: process }),
    rowsOfCalls({ ...filtered, base: nic }),
    spansOfCalls({ ...whole, tags, routeIds: ['r-orders'], fromUs: null }),
    spansOfCalls({ ...filtered, tags, routeIds: ['slimit-route'], fromUs: untilUs - 60_000_000 }),
    spansOfCalls({ ...filtered, tags, routeIds: ['r-orders'], fromUs: untilUs + 1, oldestFirst: true }),
    spansOfCalls({
      ...whole,
      tags,
      routeIds: ['r-orders'],
      fromUs: null,
      attributes: [...comparedAttributes, 'http.request_header.x-tenant', 'k8s:a/b_c'],
    }),
    rowsOfCalls({ ...whole, base: process, withParties: true, withOrigins: true }),
    outboundOfCalls(tags, syscalls, range, 10_000),
    outboundOfCalls(tags, syscalls, range, 10_000, { withUpstreams: true }),
    outboundOfCalls(tags, syscalls, range, 10_000, { withUpstreams: true, withTimes: true }),
    hopsOfRequests([2467667675, 4294967295], range, 50_000),
    gatewayInstances(process, range, 200),
    momentsOfTrace(traceId, range, 10_000),
    momentsOfTrace("it's slimit", range, 10_000),
    rowsOfTargets(process, { ...ofTargets, targets: ['/api/orders/7?expand=items', "/it's", '/slimit'] }),
    rowsOfTargets(nic, { ...ofTargets, targets: ['/api/orders/7'] }),
    spansOfTargets(tags, { ...ofTargets, targets: ['/api/orders/7', '/a b'] }),
    rowOfId(callId),
    anyRow(process, range),
    anySeen(range),
    newestRow(range),
    oldestRow(range),
    oldestSums('1s', range),
    oldestSums('1m', range),
    anySpan(tags, range),
    gatewayAddresses(tags, range),
    packetsOfCalls([2467667675, 4294967295], range, 100),
    signalsOfTraces([traceId, "it's"], range, 10_000),
    fieldsOfCall(callId),
    spanOfRow(callId),
    rowsOfTraces([traceId, "it's"], range, 2000),
    rowsOfLinks(
      { tcpSeqs: [2467667675], tcpSeqAnswers: [4294967295], syscalls, xRequestIds: ["ab'c", 'a b \\ slimit'] },
      range,
      2000,
    ),
    rowsOfLinks({ tcpSeqs: [], tcpSeqAnswers: [], syscalls: ['1'], xRequestIds: [] }, range, 2000),
    outboundOfRow(tags, '89757601956927937', range, 50),
    rowIfOwn(tags, callId, 'process'),
    rowIfOwn(tags, callId, 'span'),
    countOfTraces([traceId], range),
    operationOfRow(tags, callId),
    countOfPeers({ ...peers, app: '', client: '', server: 'apisix-gateway', fasterThanUs: null }),
    countOfPeers({ ...peers, app: '', client: "it's", server: '10.42.2.33', fasterThanUs: 12_345 }),
    countOfPeers({ ...peers, own: null, app: 'orders slimit', client: '', server: '', fasterThanUs: 0 }),
    reportsOfFlows(['7400000650032912684', '18446744073709551615'], range, 3000),
    connectionsOfClients({ names: ['apisix-5d9c-x'], tags }, [9080, 9443], seconds),
    connectionsOfClients({ names: ["it's a gateway", 'apisix-5d9c-x'], tags }, [], minutes),
    connectionsToUpstreams({ names: ['apisix-5d9c-x'], tags }, ['orders-a', 'it is slimit'], seconds, { apart: true }),
    connectionsToUpstreams({ names: ['apisix-5d9c-x'], tags }, ['10.42.2.33'], minutes, { apart: false }),
    profiledProcesses(tags, range, 2000),
    stacksOfProfile(tags, { ...profile, service: '', instance: null }, range),
    stacksOfProfile(
      tags,
      { ...profile, app: "it's a worker\\", service: 'apisix-gateway', instance: 'apisix-5d9c-x' },
      range,
    ),
    gatewayPlaces(process, range, 500),
    gatewayPlaces(nic, range, 500),
    gatewayPlaces({ kind: 'otel', tags }, range, 500),
    edgesInto(end, { ...edges, exceptPorts: [9090, 9180] }),
    edgesInto({ services: ['apisix slimit'], tags, watchedAt: 'otel' }, { ...edges, precision: '1s', exceptPorts: [] }),
    edgesIntoPorts(end, { ...edges, ports: [9090, 9180] }),
    edgesOutOf(services, edges),
    edgesOutOfGateway(end, edges),
    edgesOutOfGateway({ ...end, watchedAt: 'otel' }, { ...edges, precision: '1s' }),
    courseOfEdge({
      ...course,
      own: { ...own, sides: ['_1'] },
      client: { type: 0, id: 0, name: '0.0.0.0' },
      server: { type: 11, id: 101, name: 'apisix-gateway' },
    }),
    courseOfEdge({
      ...course,
      own: { ...own, sides: ['_0'] },
      client: { type: 11, id: 101, name: 'apisix-gateway' },
      server: { type: 11, id: 104, name: 'webshop' },
    }),
    courseOfEdge({
      ...course,
      own: { tags, watchedAt: 'otel', sides: ['_0'] },
      client: { type: 11, id: 101, name: 'apisix-gateway' },
      server: { type: 11, id: 104, name: 'webshop' },
    }),
    courseOfEdge({
      ...course,
      own: { ...own, sides: [] },
      precision: '1s',
      stepS: 15,
      exceptPorts: [],
      client: { type: 255, id: 7, name: 'fd00::15' },
      server: { type: 11, id: 101, name: "it's a service" },
    }),
  ];
}
