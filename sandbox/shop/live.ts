import http from 'node:http';
import { realClock } from './clock';
import { podPort } from './places';
import { type Deliver, type Served, type Surroundings, serve } from './service';
import { failed, type ServiceName, serviceNames } from './work';

const pool = new http.Agent({ keepAlive: true, maxSockets: 64 });

/** The header by which a sandbox service tells its caller what an agent saw of its process; the gateway strips it. */
export const syscallHeader = 'x-sandbox-syscall';

/** Starts the five services as HTTP servers on loopback; resolves when all listen. */
export async function startServices(
  ports: Record<ServiceName, number>,
  around: Omit<Surroundings, 'deliver'>,
): Promise<{ close(): Promise<void> }> {
  const surroundings = { ...around, deliver: deliverOverHttp(ports) };
  const servers = await Promise.all(serviceNames.map((name) => startService(name, ports[name], surroundings)));
  return {
    close: async () => {
      pool.destroy();
      await Promise.all(
        servers.map(
          (server) =>
            new Promise<void>((resolve) => {
              server.close(() => resolve());
              server.closeAllConnections();
            }),
        ),
      );
    },
  };
}

function startService(name: ServiceName, port: number, around: Surroundings): Promise<http.Server> {
  const server = http.createServer((request, response) => {
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
    });
    request.on('end', () => {
      const headers = Object.fromEntries(Object.entries(request.headers).map(([key, value]) => [key, String(value)]));
      const incoming = {
        method: request.method ?? 'GET',
        host: headers.host ?? '',
        path: request.url ?? '/',
        headers,
        bytes,
      };
      serve(name, incoming, realClock, around).then(
        (served) => respond(response, served),
        (error: unknown) => {
          console.error(`${name}: ${String(error)}`);
          response.writeHead(500).end();
        },
      );
    });
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}

function respond(response: http.ServerResponse, { answer, syscall, startUs, endUs }: Served): void {
  response.writeHead(answer.status, {
    'content-type': 'application/json',
    'content-length': answer.bytes,
    [syscallHeader]: `${syscall.request},${syscall.response},${startUs},${endUs}`,
  });
  response.end(answer.bytes > 0 ? `"${'.'.repeat(Math.max(0, answer.bytes - 2))}"`.slice(0, answer.bytes) : undefined);
}

function deliverOverHttp(ports: Record<ServiceName, number>): Deliver {
  let sequence = 1_000_000;
  return (from, to, request) =>
    new Promise((resolve) => {
      const outgoing = http.request({
        host: '127.0.0.1',
        port: ports[to],
        method: request.method,
        path: request.path,
        headers: { ...request.headers, host: request.host, 'content-length': request.bytes },
        agent: pool,
      });
      sequence = (sequence + 7_919) % 4_294_967_295;
      const connection = {
        id: `${from}-${to}`,
        clientPort: podPort,
        reqSeq: sequence,
        respSeq: (sequence * 3) % 4_294_967_295,
      };
      outgoing.once('socket', (socket) => {
        const note = () => {
          connection.clientPort = socket.localPort ?? 0;
          connection.id = `${from}-${to}-${connection.clientPort}`;
        };
        if (socket.connecting) socket.once('connect', note);
        else note();
      });
      outgoing.once('error', () => resolve({ answer: failed(503), served: null, connection }));
      outgoing.once('response', (response) => {
        let bytes = 0;
        response.on('data', (chunk: Buffer) => {
          bytes += chunk.length;
        });
        response.once('error', () => resolve({ answer: failed(502), served: null, connection }));
        response.once('end', () =>
          resolve({
            answer: { status: response.statusCode ?? 502, bytes },
            served: servedFrom(response.headers[syscallHeader]),
            connection,
          }),
        );
      });
      outgoing.end(request.bytes > 0 ? '.'.repeat(request.bytes) : undefined);
    });
}

function servedFrom(header: string | string[] | undefined): Omit<Served, 'answer'> | null {
  const [request, response, startUs, endUs] = String(header ?? '').split(',');
  if (!request || !response) return null;
  return { syscall: { request, response }, startUs: Number(startUs), endUs: Number(endUs) };
}
