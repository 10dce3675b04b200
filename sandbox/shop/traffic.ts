import type { Random } from './random';

/** A request from outside, before it meets the gateway. */
export type Visit = {
  method: string;
  host: string;
  path: string;
  headers: Record<string, string>;
  bytes: number;
  client: { workload: 'storefront' } | { ip: string };
};

type Template = {
  weight: number;
  host: string;
  method: string;
  path: (random: Random) => string;
  bytes?: number;
  headers?: Record<string, string>;
  from?: 'storefront';
};

const item = (random: Random) => random.integer(1, 99);
const user = (random: Random) => `u${random.integer(1000, 1400)}`;

const shop = 'shop.example.com';
const api = 'api.example.com';
const pay = 'pay.example.com';

/** What visitors of the shop ask for, and how often. */
const templates: Template[] = [
  { weight: 14, host: shop, method: 'GET', path: () => '/' },
  { weight: 3, host: 'www.example.com', method: 'GET', path: () => '/?utm_source=mail' },
  { weight: 4, host: shop, method: 'GET', path: () => '/cn/' },
  { weight: 16, host: shop, method: 'GET', path: (random) => `/p/${random.chance(0.02) ? 0 : item(random)}` },
  { weight: 3, host: shop, method: 'GET', path: (random) => `/%E5%95%86%E5%93%81/${item(random)}` },
  {
    weight: 8,
    host: shop,
    method: 'GET',
    path: (random) =>
      `/search?q=${random.pick(['lamp', 'chair', 'a%20b', '%E7%81%AF', "it's"])}&page=${random.integer(1, 4)}`,
  },
  { weight: 5, host: shop, method: 'POST', path: () => '/checkout', bytes: 640 },
  {
    weight: 9,
    host: shop,
    method: 'GET',
    path: (random) => `/assets/${random.pick(['app.js', 'site.css', 'logo.svg', 'hero.avif'])}`,
  },
  { weight: 1, host: shop, method: 'GET', path: (random) => random.pick(['/wp-login.php', '/.env', '/favicon.ico']) },
  { weight: 1, host: shop, method: 'GET', path: () => '/admin/users' },
  {
    weight: 5,
    host: 'm.example.com',
    method: 'GET',
    path: (random) => `/m/${random.chance(0.5) ? '' : `p/${item(random)}`}`,
  },
  { weight: 7, host: api, method: 'GET', path: (random) => `/v1/carts/${user(random)}`, from: 'storefront' },
  {
    weight: 2,
    host: api,
    method: 'GET',
    path: (random) => `/v1/carts/${user(random)}`,
    headers: { 'x-beta': '1' },
    from: 'storefront',
  },
  {
    weight: 3,
    host: api,
    method: 'POST',
    path: (random) => `/v1/carts/${user(random)}/items`,
    bytes: 90,
    from: 'storefront',
  },
  {
    weight: 1,
    host: api,
    method: 'DELETE',
    path: (random) => `/v1/carts/${user(random)}/items/${item(random)}`,
    from: 'storefront',
  },
  { weight: 8, host: api, method: 'GET', path: (random) => `/v1/products/${item(random)}`, from: 'storefront' },
  { weight: 3, host: api, method: 'GET', path: () => '/v1/products?limit=24', from: 'storefront' },
  { weight: 2, host: api, method: 'GET', path: (random) => `/v2/products/${item(random)}`, from: 'storefront' },
  {
    weight: 4,
    host: api,
    method: 'GET',
    path: (random) => `/v1/search?q=${random.pick(['desk', 'sofa', '100%25'])}`,
    from: 'storefront',
  },
  { weight: 6, host: api, method: 'POST', path: () => '/v1/quote', bytes: 180, from: 'storefront' },
  { weight: 3, host: api, method: 'GET', path: (random) => `/v1/rates/${random.pick(['EUR', 'CNY', 'USD'])}` },
  { weight: 1, host: api, method: 'OPTIONS', path: () => '/v1/quote' },
  { weight: 2, host: api, method: 'GET', path: (random) => `/v1/slow/products/${item(random)}` },
  { weight: 2, host: api, method: 'GET', path: (random) => `/v1/orders/${user(random)}` },
  { weight: 4, host: pay, method: 'POST', path: () => '/v1/charges', bytes: 420, from: 'storefront' },
  {
    weight: 2,
    host: pay,
    method: 'GET',
    path: (random) => `/v1/charges/c${random.integer(1, 500)}`,
    headers: { apikey: 'partner-a-key' },
  },
  { weight: 1, host: pay, method: 'GET', path: (random) => `/v1/charges/c${random.integer(1, 500)}` },
  { weight: 1, host: pay, method: 'POST', path: () => '/webhooks/psp', bytes: 300 },
  {
    weight: 2,
    host: 'catalog.example.com',
    method: 'GET',
    path: () => '/products',
    headers: { apikey: 'partner-b-key' },
  },
  {
    weight: 2,
    host: 'catalog.example.com',
    method: 'GET',
    path: (random) => `/products/${item(random)}`,
    headers: { apikey: 'partner-b-key' },
  },
  { weight: 2, host: 'acme.tenant.example.com', method: 'GET', path: (random) => `/p/${item(random)}` },
  { weight: 2, host: 'globex.tenant.example.com', method: 'GET', path: () => '/' },
  { weight: 1, host: 'globex.tenant.example.com', method: 'GET', path: () => '/assets/app.js' },
  {
    weight: 3,
    host: 'wx.example.com',
    method: 'GET',
    path: (random) => (random.chance(0.4) ? '/wx/home' : `/wx/p/${item(random)}`),
  },
  { weight: 2, host: 'k8s.example.com', method: 'GET', path: (random) => `/ingress/p/${item(random)}` },
  { weight: 1, host: 'intranet.example.com', method: 'GET', path: () => '/erp/stock' },
  {
    weight: 1,
    host: 'probe.example.com',
    method: 'GET',
    path: (random) => random.pick(['/health/live', '/health/ready']),
  },
];

const weighted = templates.map((template) => [template.weight, template] as const);

const agents = [
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Safari/605.1.15',
  'Mozilla/5.0 (Linux; Android 14) Chrome/126.0 Mobile',
  'MicroMessenger/8.0.49',
  'python-requests/2.32.3',
] as const;

/** The next request of the shop's visitors. */
export function nextVisit(random: Random): Visit {
  const template = random.weighted(weighted);
  const inside = template.from === 'storefront' && random.chance(0.8);
  return {
    method: template.method,
    host: template.host,
    path: template.path(random),
    bytes: template.bytes ?? 0,
    headers: {
      'user-agent': inside ? 'storefront/2.3' : random.pick(agents),
      ...template.headers,
      // A part of the callers is traced itself: the gateway then continues their trace.
      ...(inside && random.chance(0.5) ? { traceparent: `00-${hex(random, 32)}-${hex(random, 16)}-01` } : {}),
    },
    client: inside ? { workload: 'storefront' } : { ip: `203.0.113.${random.integer(2, 40)}` },
  };
}

/**
 * Requests per second at a moment: quiet at night, busiest in the evening, never outside 0.3 to 1 of `peak`.
 * The hour is the machine's own, so that a demo in daytime is lively anywhere.
 */
export function visitsPerSecond(atMs: number, peak: number): number {
  const date = new Date(atMs);
  const hour = date.getHours() + date.getMinutes() / 60;
  const day = (1 + Math.cos(((hour - 19) / 24) * 2 * Math.PI)) / 2;
  return peak * (0.3 + 0.7 * day);
}

function hex(random: Random, digits: number): string {
  let text = '';
  while (text.length < digits) text += Math.floor(random.next() * 16).toString(16);
  return text;
}
