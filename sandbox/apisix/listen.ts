import { once } from 'node:events';
import type { Server } from 'node:http';

/** As APISIX's nginx.conf (`keepalive_timeout`): a client that was busy for seconds must not meet a closed connection. */
const idleMs = 60_000;

/** Binds a server and resolves when it listens; rejects when the port is taken. */
export async function listen(server: Server, host: string, port: number): Promise<Server> {
  server.keepAliveTimeout = idleMs;
  server.listen(port, host);
  await once(server, 'listening');
  return server;
}

/** The port that a server got. */
export function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server does not listen on a port');
  return address.port;
}

/** Stops a server at once, open connections included. */
export async function close(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}
