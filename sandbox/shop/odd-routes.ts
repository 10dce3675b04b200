import type { GatewayObject } from './gateway-object';
import { always, product, route, webshop } from './gateway-routes';

/** What gathers beside a shop's own routes: made by controllers, made to fail, left over, without a name. */
export const oddRoutes: GatewayObject[] = [
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
