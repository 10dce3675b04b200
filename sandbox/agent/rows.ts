import { createHash } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Exchange, SyscallIds } from '@/sandbox/agent/exchange';
import { type Observation, observations } from '@/sandbox/agent/observation-points';
import { rowNumbers } from '@/sandbox/agent/row-numbers';
import { clientColumns, serverColumns } from '@/sandbox/deepflow/end-columns';
import { addressTags, type Inventory, type Workload, workloadTags } from '@/sandbox/deepflow/inventory';
import { emptyL7Row, type L7Row } from '@/sandbox/deepflow/l7-row';

const http = { l7_protocol: 20, biz_protocol: 'HTTP', version: '1.1' };
const logType = { request: 0, session: 2 } as const;
const responseStatus = { ok: 0, timeout: 2, serverError: 3, clientError: 4 } as const;
const ebpf = { signal_source: 3, capture_nic_type: 7 } as const;

/**
 * The rows of `l7_flow_log` that DeepFlow's agents make of one HTTP exchange: one at each NIC on its way that an agent
 * watches and, where system calls are known, one for the client and the server process. They share sequence numbers
 * and trace ids; flow_id differs from point to point and is the same for all requests of a connection.
 */
export function exchangeToRows(exchange: Exchange, inventory: Inventory, numbers = rowNumbers): L7Row[] {
  const client = exchange.client.workload === null ? null : inventory.findWorkload(exchange.client.workload);
  const server = exchange.server.workload === null ? null : inventory.findWorkload(exchange.server.workload);
  const capSeq = numbers.nextCapSeq(exchange.connectionId);
  const outcome = exchange.endUs === null ? unanswered : response(exchange);
  // A row has ninety columns, so what all rows share is put together once and copied.
  const shared: L7Row = Object.assign(
    { ...emptyL7Row },
    request(exchange),
    outcome,
    ends(exchange, client, server, inventory),
  );
  return observations(exchange, client, server).map((seen) => {
    const row = { ...shared };
    const endUs = seen.endUs ?? seen.startUs;
    row._id = numbers.id(endUs);
    row.time = Math.floor(endUs / 1_000_000);
    row.start_time = seen.startUs;
    row.end_time = endUs;
    row.response_duration = endUs - seen.startUs;
    row.observation_point = seen.point;
    row.agent_id = seen.node.agentId;
    row.flow_id = flowId(exchange.connectionId, seen.point);
    return Object.assign(
      row,
      seen.nic === null ? process(seen, exchange, client, server, capSeq) : nic(seen, inventory),
    );
  });
}

function request(exchange: Exchange): Partial<L7Row> {
  const headers = exchange.requestHeaders;
  const [, trace_id = '', span_id = ''] =
    /^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-/.exec(headers.traceparent ?? '') ?? [];
  const attributes = (
    [
      ['http_user_agent', headers['user-agent']],
      ['http_referer', headers.referer],
    ] as const
  ).flatMap(([name, value]) => (value ? [{ name, value }] : []));
  return {
    ...http,
    req_tcp_seq: exchange.reqSeq,
    client_port: exchange.client.port,
    server_port: exchange.server.port,
    request_type: exchange.method,
    request_domain: exchange.host,
    request_resource: exchange.path,
    endpoint: endpointOf(exchange.path),
    request_length: exchange.requestBytes,
    http_proxy_client: headers['x-forwarded-for'] ?? '',
    x_request_id_0: headers['x-request-id'] ?? '',
    trace_id,
    span_id,
    attribute_names: attributes.map(({ name }) => name),
    attribute_values: attributes.map(({ value }) => value),
  };
}

function response(exchange: Exchange): Partial<L7Row> {
  const { status } = exchange;
  const failed = status !== null && status >= 400;
  return {
    type: logType.session,
    resp_tcp_seq: exchange.respSeq,
    response_code: status,
    response_status: !failed
      ? responseStatus.ok
      : status >= 500
        ? responseStatus.serverError
        : responseStatus.clientError,
    response_exception: failed ? (STATUS_CODES[status] ?? '') : '',
    response_length: exchange.responseBytes,
    x_request_id_1: exchange.responseHeaders['x-request-id'] ?? '',
  };
}

/** The agent sends a request that got no answer again, as a log of type request. */
const unanswered: Partial<L7Row> = { type: logType.request, response_status: responseStatus.timeout };

/** What the agent calls the endpoint: the path's first two segments. */
export function endpointOf(path: string): string {
  const [pathname = ''] = path.split(/[?#]/, 1);
  return `/${pathname.split('/').filter(Boolean).slice(0, 2).join('/')}`;
}

function ends(
  exchange: Exchange,
  client: Workload | null,
  server: Workload | null,
  inventory: Inventory,
): Partial<L7Row> {
  const [clientIp, serverIp] = sameFamily(client?.ip ?? exchange.client.ip, server?.ip ?? exchange.server.ip);
  return {
    is_ipv4: clientIp.includes(':') || serverIp.includes(':') ? 0 : 1,
    ...clientColumns(client === null ? addressTags(clientIp, 'flow', inventory) : workloadTags(client)),
    ...serverColumns(server === null ? addressTags(serverIp, 'flow', inventory) : workloadTags(server)),
  };
}

/** A row has one flag for both addresses; Node reports IPv4 peers of a dual-stack socket as IPv6. */
function sameFamily(clientIp: string, serverIp: string): [string, string] {
  const plain = (ip: string) => ip.replace(/^::ffff:(?=\d+\.)/i, '').replace(/^::1$/, '127.0.0.1');
  const [client, server] = [plain(clientIp), plain(serverIp)];
  const bothV6 = [client, server].every((ip) => ip.includes(':'));
  return bothV6 ? [clientIp, serverIp] : [client, server];
}

function nic({ node, nic: captured }: Observation, inventory: Inventory): Partial<L7Row> {
  if (captured === null) return {};
  return {
    capture_nic: captured.mac,
    capture_nic_name: captured.name,
    resource_from_vtap: inventory.nicOwner(node.agentId, captured.mac)?.resource ?? emptyL7Row.resource_from_vtap,
  };
}

function process(
  seen: Observation,
  exchange: Exchange,
  client: Workload | null,
  server: Workload | null,
  capSeq: number,
): Partial<L7Row> {
  const isClient = seen.point === 'c-p';
  const owner = isClient ? client : server;
  const syscall: SyscallIds | null = isClient ? exchange.clientSyscall : exchange.serverSyscall;
  if (owner === null || syscall === null) return ebpf;
  const { pid, kname, gprocessId, gprocess } = owner.process;
  return {
    ...ebpf,
    syscall_trace_id_request: syscall.request,
    syscall_trace_id_response: seen.endUs === null ? '0' : syscall.response,
    syscall_cap_seq_0: capSeq,
    syscall_cap_seq_1: seen.endUs === null ? 0 : capSeq + 1,
    ...(isClient
      ? { process_id_0: pid, process_kname_0: kname, gprocess_id_0: gprocessId, gprocess_0: gprocess }
      : { process_id_1: pid, process_kname_1: kname, gprocess_id_1: gprocessId, gprocess_1: gprocess }),
  };
}

function flowId(connectionId: string, point: string): string {
  const digest = createHash('sha256').update(`${connectionId}/${point}`).digest();
  // 63 bits, so that signed readers keep it.
  return (digest.readBigUInt64BE() >> 1n).toString();
}
