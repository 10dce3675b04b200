import { inventory } from '@/sandbox/deepflow/inventory';

/** The objects of the shop's gateway, as a team's Admin API might hold them after two years. */

export type GatewayObject = { kind: string; id: string; body: Record<string, unknown> };

const object = (kind: string, id: string, body: Record<string, unknown>): GatewayObject => ({ kind, id, body });

const upstream = (name: string, description: string): GatewayObject =>
  object('upstreams', `up-${name}`, {
    name,
    desc: description,
    type: 'roundrobin',
    nodes: { [`${name}.shop:8080`]: 1 },
    timeout: { connect: 2, send: 3, read: name === 'payment' ? 2 : 5 },
  });

const route = (id: string, body: Record<string, unknown>): GatewayObject => object('routes', id, body);

const webshop = { upstream_id: 'up-webshop' };
const cart = { upstream_id: 'up-cart' };
const product = { upstream_id: 'up-product' };
const pricing = { upstream_id: 'up-pricing' };
const payment = { upstream_id: 'up-payment' };

const always = { sampler: { name: 'always_on' } };
const share = (fraction: number) => ({ sampler: { name: 'trace_id_ratio', options: { fraction } } });

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

const routes: GatewayObject[] = [
  route('home', {
    name: 'shop-home',
    uri: '/',
    hosts: ['shop.example.com', 'www.example.com'],
    methods: ['GET', 'HEAD'],
    ...webshop,
    plugins: { prometheus: {}, opentelemetry: always },
    labels: { team: 'front', env: 'prod' },
  }),
  route('home-cn', {
    name: '商城首页',
    desc: '中国区首页',
    uri: '/cn/',
    host: 'shop.example.com',
    ...webshop,
    plugins: { prometheus: { prefer_name: true } },
    labels: { team: 'front', region: 'cn' },
  }),
  route('product-page', {
    name: 'product-page',
    uris: ['/p/*', '/item/*'],
    host: 'shop.example.com',
    methods: ['GET'],
    ...webshop,
    plugins: { prometheus: {}, opentelemetry: { ...always, additional_attributes: ['http_x_device'] } },
    labels: { team: 'front', env: 'prod' },
  }),
  route('product-page-cn', {
    name: '商品详情',
    uri: '/商品/*',
    host: 'shop.example.com',
    ...webshop,
    labels: { team: 'front', region: 'cn' },
  }),
  route('search', {
    name: 'search',
    uri: '/search',
    host: 'shop.example.com',
    methods: ['GET'],
    ...webshop,
    plugins: { prometheus: {}, 'limit-count': { count: 600, time_window: 60, key: 'remote_addr', rejected_code: 429 } },
    labels: { team: 'search', env: 'prod' },
  }),
  route('checkout', {
    name: 'checkout',
    uri: '/checkout',
    host: 'shop.example.com',
    methods: ['POST'],
    ...webshop,
    plugins: {
      prometheus: {},
      opentelemetry: {
        sampler: { name: 'parent_base', options: { root: { name: 'trace_id_ratio', options: { fraction: 0.5 } } } },
      },
      'request-id': {},
    },
    labels: { team: 'checkout', env: 'prod', tier: 'gold' },
  }),
  route('assets', {
    name: 'static-assets',
    uri: '/assets/*',
    host: 'shop.example.com',
    methods: ['GET', 'HEAD'],
    priority: 10,
    ...webshop,
    labels: { team: 'front' },
  }),
  route('shop-fallback', {
    name: 'shop-fallback',
    desc: 'Anything of the shop that no other route takes',
    uri: '/*',
    host: 'shop.example.com',
    ...webshop,
    plugins: { prometheus: {} },
    labels: { team: 'front' },
  }),
  route('mobile', {
    name: 'mobile-app',
    uri: '/m/*',
    host: 'm.example.com',
    ...webshop,
    plugins: { 'proxy-rewrite': { regex_uri: ['^/m/(.*)', '/$1'] }, opentelemetry: share(0.25), prometheus: {} },
    labels: { team: 'mobile', env: 'prod' },
  }),

  route('cart-read', {
    name: 'cart-read',
    uri: '/v1/carts/*',
    host: 'api.example.com',
    methods: ['GET'],
    ...cart,
    plugins: { prometheus: { prefer_name: true } },
    labels: { team: 'checkout', env: 'prod' },
  }),
  route('cart-write', {
    name: 'cart-write',
    uri: '/v1/carts/*',
    host: 'api.example.com',
    methods: ['POST', 'PUT', 'DELETE'],
    ...cart,
    plugins: { prometheus: { prefer_name: true }, 'request-id': {} },
    labels: { team: 'checkout', env: 'prod' },
  }),
  route('cart-beta', {
    name: 'cart-beta',
    desc: 'The new cart, for whoever asked for it',
    uri: '/v1/carts/*',
    host: 'api.example.com',
    priority: 20,
    vars: [['http_x_beta', '==', '1']],
    ...cart,
    plugins: { opentelemetry: always },
    labels: { team: 'checkout', env: 'beta' },
  }),
  route('products-v1', {
    name: 'products-v1',
    uris: ['/v1/products', '/v1/products/*'],
    host: 'api.example.com',
    methods: ['GET'],
    ...product,
    plugin_config_id: 'pc-observed',
    labels: { team: 'catalog', env: 'prod' },
  }),
  route('products-v2', {
    name: 'products-v2',
    uris: ['/v2/products', '/v2/products/*'],
    host: 'api.example.com',
    methods: ['GET'],
    ...product,
    plugin_config_id: 'pc-observed',
    plugins: { opentelemetry: { _meta: { disable: true } } },
    labels: { team: 'catalog', env: 'canary' },
  }),
  route('search-api', {
    name: 'search-api',
    uri: '/v1/search',
    host: 'api.example.com',
    methods: ['GET'],
    ...product,
    plugins: { prometheus: {} },
    labels: { team: 'search', env: 'prod' },
  }),
  route('quote', {
    name: 'quote',
    uri: '/v1/quote',
    host: 'api.example.com',
    methods: ['POST'],
    ...pricing,
    plugins: { prometheus: {}, opentelemetry: share(1) },
    labels: { team: 'pricing', env: 'prod' },
  }),
  route('rates', {
    name: 'rates',
    uris: ['/v1/rates', '/v1/rates/*'],
    host: 'api.example.com',
    methods: ['GET'],
    ...pricing,
    labels: { team: 'pricing', env: 'prod' },
  }),
  route('rates-internal', {
    name: 'rates-internal',
    desc: 'From the office only',
    uri: '/v1/rates/*',
    host: 'api.example.com',
    priority: 5,
    remote_addrs: ['10.0.0.0/8'],
    ...pricing,
    labels: { team: 'pricing' },
  }),
  route('charge-create', {
    name: 'charge-create',
    uri: '/v1/charges',
    host: 'pay.example.com',
    methods: ['POST'],
    service_id: 'svc-payment',
    labels: { team: 'payment', env: 'prod', tier: 'gold' },
  }),
  route('charge-read', {
    name: 'charge-read',
    uri: '/v1/charges/*',
    host: 'pay.example.com',
    methods: ['GET'],
    service_id: 'svc-payment',
    plugins: { 'key-auth': {} },
    labels: { team: 'payment', env: 'prod' },
  }),
  route('webhooks', {
    name: 'payment-webhooks',
    uri: '/webhooks/*',
    host: 'pay.example.com',
    methods: ['POST'],
    ...payment,
    plugins: { opentelemetry: always, prometheus: {} },
    labels: { team: 'payment' },
  }),
  route('catalog-list', {
    name: 'catalog-list',
    uri: '/products',
    service_id: 'svc-catalog',
    methods: ['GET'],
    plugins: { 'key-auth': {}, prometheus: {} },
    labels: { team: 'catalog', audience: 'partner' },
  }),
  route('catalog-item', {
    name: 'catalog-item',
    uri: '/products/*',
    service_id: 'svc-catalog',
    methods: ['GET'],
    plugins: { 'key-auth': {} },
    labels: { team: 'catalog', audience: 'partner' },
  }),

  route('tenant-front', {
    name: 'tenant-front',
    desc: 'Every tenant under its own name',
    uri: '/*',
    hosts: ['*.tenant.example.com'],
    ...webshop,
    plugins: { prometheus: {} },
    labels: { team: 'platform' },
  }),
  route('tenant-acme', {
    name: 'tenant-acme',
    uri: '/*',
    host: 'acme.tenant.example.com',
    ...webshop,
    plugins: { opentelemetry: share(0.5) },
    labels: { team: 'platform', tenant: 'acme' },
  }),
  route('tenant-assets', {
    name: 'tenant-assets',
    uri: '/assets/*',
    hosts: ['*.tenant.example.com'],
    methods: ['GET'],
    ...webshop,
    labels: { team: 'platform' },
  }),
  route('wechat', {
    name: '微信小程序',
    desc: '小程序网关入口',
    uris: ['/wx/home', '/wx/p/*'],
    host: 'wx.example.com',
    ...webshop,
    plugins: {
      'proxy-rewrite': { regex_uri: ['^/wx/home', '/', '^/wx/(.*)', '/$1'] },
      opentelemetry: share(0.3),
      prometheus: { prefer_name: true },
    },
    labels: { team: 'mobile', region: 'cn' },
  }),
  route('orders-cn', {
    name: '订单查询',
    uri: '/v1/orders/*',
    host: 'api.example.com',
    ...cart,
    plugins: { 'proxy-rewrite': { regex_uri: ['^/v1/orders/(.*)', '/carts/$1'] }, prometheus: {} },
    labels: { team: 'checkout', region: 'cn' },
  }),

  route('ingress-shop', {
    name: 'shop_ingress_shop-web_0',
    desc: 'Created by apisix-ingress-controller, DO NOT modify it manually',
    uri: '/ingress/*',
    host: 'k8s.example.com',
    ...webshop,
    plugins: { 'proxy-rewrite': { regex_uri: ['^/ingress/(.*)', '/$1'] }, prometheus: {} },
    labels: { 'managed-by': 'apisix-ingress-controller', team: 'platform' },
  }),
  route('legacy-erp', {
    name: 'legacy-erp',
    desc: 'Nobody dares to remove it',
    uri: '/erp/*',
    upstream_id: 'up-legacy',
    plugins: { prometheus: {} },
    labels: { team: 'erp' },
  }),
  route('maintenance', {
    name: 'maintenance-page',
    uri: '/admin/*',
    host: 'shop.example.com',
    priority: 50,
    ...webshop,
    plugins: { 'fault-injection': { abort: { http_status: 503, body: 'Back soon' } }, prometheus: {} },
    labels: { team: 'front' },
  }),
  route('slow-lane', {
    name: 'slow-lane',
    desc: 'Delays a tenth of the requests on purpose',
    uri: '/v1/slow/*',
    host: 'api.example.com',
    ...product,
    plugins: {
      'proxy-rewrite': { regex_uri: ['^/v1/slow/(.*)', '/$1'] },
      'fault-injection': { delay: { duration: 1.2, percentage: 10 } },
      opentelemetry: always,
    },
    labels: { team: 'platform' },
  }),
  route('teapot', {
    name: 'teapot',
    uri: '/teapot',
    ...webshop,
    plugins: { 'fault-injection': { abort: { http_status: 418 } } },
  }),
  route('old-search', {
    name: 'old-search',
    desc: 'Switched off after the move to /v1/search',
    uri: '/search.php',
    host: 'shop.example.com',
    status: 0,
    ...product,
    plugins: { prometheus: {} },
    labels: { team: 'search' },
  }),
  route('no-nodes', {
    name: 'not-yet-deployed',
    uri: '/preview/*',
    host: 'shop.example.com',
    upstream: { type: 'roundrobin', nodes: [] },
  }),
  route('10001', {
    uri: '/health/live',
    ...webshop,
    plugins: { 'fault-injection': { abort: { http_status: 200, body: 'ok' } } },
  }),
  route('10002', {
    uri: '/health/ready',
    methods: ['GET'],
    ...webshop,
    plugins: { 'fault-injection': { abort: { http_status: 200, body: 'ok' } } },
  }),
  route('cors-preflight', {
    name: 'cors-preflight',
    uri: '/v1/*',
    host: 'api.example.com',
    methods: ['OPTIONS'],
    ...product,
    plugins: { 'fault-injection': { abort: { http_status: 204 } } },
  }),
  route('quoted', {
    name: `it's "quoted" \\ 100 % <script>alert(1)</script> 🛒`,
    desc: 'A name that tries every way out of its place',
    uri: "/odd/it's*",
    host: 'odd.example.com',
    ...webshop,
    labels: { team: 'platform' },
  }),
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
