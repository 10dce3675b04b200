import { createServer, type Server } from 'node:http';
import type { GatewayConfig } from '@/sandbox/apisix/config';
import { nginxPage } from '@/sandbox/apisix/nginx-page';

/** The `prometheus` plugin's export server. Without the plugin it has nothing to say, as in APISIX: `{}`. */
export function createMetricsServer(config: GatewayConfig, exportMetrics: () => string): Server {
  return createServer((request, response) => {
    request.resume();
    response.setHeader('Server', 'openresty');
    const [path] = (request.url ?? '').split('?', 1);
    if (!config.isLoaded('prometheus')) {
      response.writeHead(200, { 'content-type': 'text/plain' }).end('{}');
    } else if (path === config.registered.prometheus.exportUri && request.method === 'GET') {
      response.writeHead(200, { 'content-type': 'text/plain' }).end(exportMetrics());
    } else {
      response.writeHead(404, { 'content-type': 'text/html; charset=utf-8' }).end(nginxPage(404));
    }
  });
}
