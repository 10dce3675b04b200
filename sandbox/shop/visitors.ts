import http from 'node:http';
import { Random } from './random';
import { nextVisit, type Visit, visitsPerSecond } from './traffic';

const pool = new http.Agent({ keepAlive: true, maxSockets: 32 });

/** Sends visits to the gateway at the day's rate until `stop` is called. Answers are read and thrown away. */
export function startVisitors(gatewayUrl: string, peak: number): { stop(): void } {
  const random = new Random(Date.now() % 1_000_003);
  let timer: NodeJS.Timeout | undefined;
  const again = () => {
    send(gatewayUrl, nextVisit(random));
    const pause = -Math.log(1 - random.next()) / visitsPerSecond(Date.now(), peak);
    timer = setTimeout(again, Math.min(pause, 5) * 1000);
  };
  again();
  return {
    stop: () => {
      clearTimeout(timer);
      pool.destroy();
    },
  };
}

function send(gatewayUrl: string, visit: Visit): void {
  const { hostname, port } = new URL(gatewayUrl);
  const request = http.request({
    hostname,
    port,
    method: visit.method,
    path: visit.path,
    agent: pool,
    headers: {
      ...visit.headers,
      host: visit.host,
      'content-length': visit.bytes,
      ...('workload' in visit.client
        ? { 'x-sandbox-workload': visit.client.workload }
        : { 'x-real-ip': visit.client.ip }),
    },
  });
  request.once('error', () => undefined); // a gateway that is being restarted loses visits, as in life
  request.once('response', (response) => response.resume());
  request.end(visit.bytes > 0 ? '.'.repeat(visit.bytes) : undefined);
}
