import { buildRouterIndex, matchRoute, type RequestFacts, type RouterRoute } from '@/lib/apisix/router';
import { type Figure, median } from './figure';

const routeCount = 50_000;
const matchCount = 100_000;

/** A table as large gateways have them: many hosts, some wildcards, exact paths and prefixes of several depths. */
function routeTable(count: number): RouterRoute[] {
  return Array.from({ length: count }, (_, n) => {
    const team = n % 500;
    const host = n % 10 === 0 ? `*.team${team}.example.com` : `api.team${team}.example.com`;
    const uri = n % 3 === 0 ? `/v1/resource-${n}` : `/v1/resource-${n}/*`;
    return {
      id: String(n),
      uri,
      ...(n % 5 === 0 ? {} : { host }),
      ...(n % 4 === 0 ? { methods: ['GET', 'POST'] } : {}),
      ...(n % 50 === 0 ? { vars: [['http_x_tier', '==', 'gold']] } : {}),
      priority: n % 7,
    };
  });
}

function requests(count: number): RequestFacts[] {
  return Array.from({ length: count }, (_, n) => {
    const at = (n * 7919) % routeCount;
    return {
      method: n % 4 === 0 ? 'GET' : 'DELETE',
      host: `api.team${at % 500}.example.com`,
      path: `/v1/resource-${at}/items/${n}?page=2`,
      headers: { 'user-agent': 'bench', 'x-tier': n % 2 === 0 ? 'gold' : 'tin' },
      remoteAddr: '10.0.0.1',
    };
  });
}

/** Median of several index builds, and the mean time of a match. */
export async function measureRouter(): Promise<Figure[]> {
  const table = routeTable(routeCount);
  const builds = Array.from({ length: 5 }, () => {
    const start = performance.now();
    buildRouterIndex(table, []);
    return performance.now() - start;
  });
  const index = buildRouterIndex(table, []);
  const sample = requests(matchCount);
  const start = performance.now();
  for (const request of sample) matchRoute(index, request);
  const matchUs = ((performance.now() - start) * 1000) / matchCount;
  return [
    { name: 'router, 50,000 routes: index', value: median(builds), unit: 'ms', budget: 500 },
    { name: 'router, 50,000 routes: a match', value: matchUs, unit: 'µs', budget: 20 },
  ];
}
