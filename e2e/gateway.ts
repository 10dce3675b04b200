import { request as http } from 'node:http';
import { adminKey, adminUrl, gatewayUrl } from './ports';

/** Sends one request through the sandbox's gateway; resolves with the status. `fetch` would not let us set Host. */
export function throughGateway(host: string, path: string): Promise<number> {
  const { hostname, port } = new URL(gatewayUrl);
  return new Promise((resolve, reject) => {
    const call = http({ hostname, port, path, headers: { host, 'user-agent': 'e2e' } }, (response) => {
      response.resume();
      response.once('end', () => resolve(response.statusCode ?? 0));
    });
    call.once('error', reject);
    call.end();
  });
}

type RouteObject = Record<string, unknown> & { plugins?: Record<string, unknown> };

export async function readRoute(id: string): Promise<RouteObject> {
  const response = await fetch(`${adminUrl}/apisix/admin/routes/${id}`, { headers: { 'x-api-key': adminKey } });
  return ((await response.json()) as { value: RouteObject }).value;
}

export async function putRoute(id: string, body: Record<string, unknown>): Promise<void> {
  const response = await fetch(`${adminUrl}/apisix/admin/routes/${id}`, {
    method: 'PUT',
    headers: { 'x-api-key': adminKey, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${id}: ${response.status} ${await response.text()}`);
}
