import type { Socket } from 'node:net';
import type { Exchange, Party, SyscallIds } from '@/sandbox/agent/exchange';
import type { Reporter } from '@/sandbox/agent/reporter';
import { inventory } from '@/sandbox/deepflow/inventory';
import { Connection } from './connections';
import { flat, type RequestContext } from './context';

/** The port on which the gateway's pod listens in the cluster. */
const gatewayPort = 9080;

/** What of the headers an agent looks at. */
const observedHeaders = ['traceparent', 'tracestate', 'x-request-id', 'x-forwarded-for', 'user-agent', 'referer'];

/**
 * Reports a client's request to the gateway: always, whatever the plugins do. nginx writes nothing to a client that went
 * away, whatever status it notes, so that an agent sees no answer.
 */
export function observeClient(reporter: Reporter, context: RequestContext, socket: Socket): void {
  const { clientWorkload, remoteAddr, remotePort, requestLength, bytesSent, responseHeaders } = context;
  const requestId = responseHeaders.get('x-request-id');
  const isAnswered = bytesSent > 0;
  reporter.report({
    client: partyOf(clientWorkload, remoteAddr, remotePort),
    server: partyOf('apisix', socket.localAddress ?? '', gatewayPort),
    startUs: context.startUs,
    endUs: isAnswered ? context.endUs : null,
    // When it was found to be gone.
    ...(!isAnswered && { clientEndUs: context.endUs }),
    method: context.method,
    host: context.hostHeader,
    path: context.target,
    status: isAnswered ? context.status : null,
    requestBytes: requestLength,
    responseBytes: bytesSent,
    requestHeaders: observed(context.clientHeaders),
    responseHeaders: requestId === undefined ? {} : { 'x-request-id': requestId },
    connectionId: Connection.of(socket, 'in').id,
    ...Connection.of(socket, 'in').exchange(requestLength, bytesSent),
    clientSyscall: null,
    serverSyscall: context.syscall.served(),
  });
}

/** A request to an upstream node that was sent, answered or not. */
export type UpstreamExchange = {
  workload: string | null;
  ip: string;
  port: number;
  method: string;
  host: string;
  path: string;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  startUs: number;
  endUs: number;
  /** Null: no answer. */
  status: number | null;
  requestBytes: number;
  responseBytes: number;
  responseHeaders: Readonly<Record<string, string>>;
  /** What the service says an agent saw of its process. */
  served: ServedSyscall | null;
};

export type ServedSyscall = { syscall: SyscallIds; startUs: number; endUs: number };

export function observeUpstream(
  reporter: Reporter,
  context: RequestContext,
  socket: Socket,
  exchange: UpstreamExchange,
): void {
  const { served, startUs, endUs, status } = exchange;
  const connection = Connection.of(socket, 'out');
  const observation: Exchange = {
    client: partyOf('apisix', socket.localAddress ?? '', socket.localPort ?? 0),
    server: partyOf(exchange.workload, exchange.ip, exchange.port),
    startUs: served?.startUs ?? startUs,
    endUs: status === null ? null : (served?.endUs ?? endUs),
    clientStartUs: startUs,
    clientEndUs: endUs,
    method: exchange.method,
    host: exchange.host,
    path: exchange.path,
    status,
    requestBytes: exchange.requestBytes,
    responseBytes: exchange.responseBytes,
    requestHeaders: observed(flat(exchange.headers)),
    responseHeaders: exchange.responseHeaders,
    connectionId: connection.id,
    ...connection.exchange(exchange.requestBytes, exchange.responseBytes),
    clientSyscall: context.syscall.call(status !== null),
    serverSyscall: served?.syscall ?? null,
  };
  reporter.report(observation);
}

/** Reads the header by which a service of the sandbox tells what an agent saw of its process. */
export function readServedSyscall(header: string | undefined): ServedSyscall | null {
  const [request, response, startUs, endUs] = (header ?? '').split(',');
  if (!request || !response || !Number(startUs) || !Number(endUs)) return null;
  return { syscall: { request, response }, startUs: Number(startUs), endUs: Number(endUs) };
}

/** The address of a workload in the cluster, or the one that is really used here. */
export function addressOf(workload: string | null, address: string): string {
  return (workload === null ? undefined : inventory.findWorkload(workload)?.ip) ?? address.replace(/^::ffff:/, '');
}

function partyOf(workload: string | null, address: string, port: number): Party {
  const known = workload !== null && inventory.findWorkload(workload) ? workload : null;
  return { workload: known, ip: addressOf(known, address), port };
}

function observed(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => observedHeaders.includes(name)));
}
