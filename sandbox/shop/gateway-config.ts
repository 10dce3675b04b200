import { inventory } from '@/sandbox/deepflow/inventory';
import { type GatewayObject, object, share } from './gateway-object';
import { routes } from './gateway-routes';
import { oddRoutes } from './odd-routes';

/** The objects of the shop's gateway, as a team's Admin API might hold them after two years. */

/** Whether a connection comes about, every few seconds. */
const checks = {
  active: { type: 'tcp', healthy: { interval: 5, successes: 1 }, unhealthy: { interval: 5, tcp_failures: 2 } },
};

const upstream = (name: string, description: string): GatewayObject =>
  object('upstreams', `up-${name}`, {
    name,
    desc: description,
    type: 'roundrobin',
    nodes: { [`${name}.shop:8080`]: 1 },
    timeout: { connect: 2, send: 3, read: name === 'payment' ? 2 : 5 },
    ...((name === 'product' || name === 'payment') && { checks }),
  });

const shared: GatewayObject[] = [
  upstream('webshop', 'The shop front'),
  upstream('cart', 'Carts'),
  upstream('product', 'Catalogue and search'),
  upstream('pricing', 'Quotes and rates'),
  upstream('payment', 'Charges'),
  object('upstreams', 'up-legacy', {
    name: 'legacy-erp',
    type: 'roundrobin',
    nodes: { '127.0.0.1:9': 1 },
    retries: 0,
    timeout: { connect: 1, send: 1, read: 1 },
    checks,
  }),
  object('services', 'svc-catalog', {
    name: 'catalog',
    desc: 'Catalogue for partners',
    upstream_id: 'up-product',
    hosts: ['catalog.example.com'],
  }),
  object('services', 'svc-payment', {
    name: 'payment',
    upstream_id: 'up-payment',
    plugins: { prometheus: { prefer_name: true }, opentelemetry: share(0.2) },
  }),
  object('plugin_configs', 'pc-observed', {
    desc: 'Observed like a new service',
    plugins: { prometheus: {}, opentelemetry: share(0.1) },
  }),
  object('consumers', 'partner_a', {
    username: 'partner_a',
    desc: 'Partner A',
    plugins: { 'key-auth': { key: 'partner-a-key' } },
  }),
  object('consumers', 'partner_b', {
    username: 'partner_b',
    desc: '合作伙伴 B',
    plugins: { 'key-auth': { key: 'partner-b-key' } },
  }),
  object('global_rules', 'gr-headers', { plugins: { cors: { allow_origins: 'https://shop.example.com' } } }),
];

/** app.host.ip names the gateway's pod for DeepFlow: here the spans come from loopback, not from the pod's address. */
export const gatewayResource = { 'service.name': 'APISIX', 'app.host.ip': inventory.workload('apisix').ip };

/** All objects, in the order in which their references allow them to be created. */
export function gatewayConfig(agentAddress: string): GatewayObject[] {
  return [
    object('plugin_metadata', 'opentelemetry', {
      collector: { address: agentAddress, request_timeout: 3 },
      resource: gatewayResource,
      batch_span_processor: {
        drop_on_queue_full: false,
        max_queue_size: 4096,
        batch_timeout: 1,
        inactive_timeout: 1,
        max_export_batch_size: 64,
      },
    }),
    ...shared,
    ...routes,
    ...oddRoutes,
  ];
}

/** Writes one object through the Admin API. Throws when it is refused. */
export async function putObject(adminUrl: string, adminKey: string, { kind, id, body }: GatewayObject): Promise<void> {
  const response = await fetch(new URL(`/apisix/admin/${kind}/${encodeURIComponent(id)}`, adminUrl), {
    method: 'PUT',
    headers: { 'x-api-key': adminKey, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const answer = await response.text();
  if (!response.ok) throw new Error(`${kind}/${id}: ${response.status} ${answer}`);
}

/** Writes all of it, as whoever set the gateway up did. Throws on the first object that is refused. */
export async function configureGateway(adminUrl: string, adminKey: string, agentAddress: string): Promise<void> {
  for (const object of gatewayConfig(agentAddress)) await putObject(adminUrl, adminKey, object);
}
