import type { WrittenSeries } from '@/sandbox/deepflow/prometheus/write-request';

/** Epoch seconds of scrape 0: soon after those of the contract's samples, since Prometheus takes nothing that is old. */
const baseS = 1_755_852_000;
const scrapeS = 15;
export const scrapes = 120;
export const timeOf = (scrape: number) => baseS + scrape * scrapeS;

/** A name that holds every sign that means something to a regular expression, to PromQL or to SQL. */
export const oddName = 'cart (v2) it\'s "100 %" [a|b] $x {y}.*?+^\\d';

type Labels = Record<string, string>;
type Counter = { labels: Labels; at: (scrape: number) => number | null };

/** What nodes of a gateway export of a few routes, scrape by scrape; null: the series is not there. */
function counters(): Counter[] {
  const status = (route: string, at: Counter['at'], more: Labels = {}): Counter => ({
    labels: { __name__: 'apisix_http_status', route, code: '200', ...more },
    at,
  });
  const from = (first: number, at: (scrape: number) => number) => (scrape: number) =>
    scrape < first ? null : at(scrape);
  return [
    { labels: { __name__: 'apisix_node_info', hostname: 'gw' }, at: () => 1 },
    // Two requests a scrape: one of 15 ms, one of 350 ms.
    status('plain', (scrape) => 2 * scrape),
    status('plain', () => 5, { code: '404' }),
    // Nobody saw the first three of them come.
    status(
      'plain',
      from(60, (scrape) => 3 + Math.floor((scrape - 60) / 10)),
      { code: '500' },
    ),
    ...histogram('request', { 10: 0, 20: 1, 200: 1, 500: 2, '+Inf': 2 }, 365),
    ...histogram('upstream', { 10: 1, 20: 1, 200: 1, 500: 2, '+Inf': 2 }, 345),
    ...histogram('apisix', { 10: 1, 20: 2, 200: 2, 500: 2, '+Inf': 2 }, 20),
    ...[['ingress', 500] as const, ['egress', 12_000] as const].map(([type, bytes]) => ({
      labels: { __name__: 'apisix_bandwidth', route: 'plain', type },
      at: (scrape: number) => bytes * scrape,
    })),
    // Whose names begin or end like the ones asked for.
    status('plain2', (scrape) => 1000 * scrape),
    status('xplain', (scrape) => 1000 * scrape),
    status('cart', (scrape) => 1000 * scrape),
    status('cart (v2)', (scrape) => 1000 * scrape),
    status(oddName, (scrape) => 3 * scrape),
    ...['10.0.0.1:80', '10.0.0.2:80'].map((upstream_addr) =>
      status('extra', (scrape) => scrape, { upstream_addr, request_type: 'traditional_http' }),
    ),
    ...['a:9091', 'b:9091'].map((instance) =>
      status('restarted', (scrape) => (instance === 'b:9091' && scrape >= 80 ? scrape - 79 : 4 * scrape), { instance }),
    ),
    status('holed', (scrape) => (scrape > 40 && scrape < 70 ? null : scrape)),
    status('broken', (scrape) => (scrape === 50 ? Number.NaN : scrape)),
    status(
      'late',
      from(80, (scrape) => 7 + scrape - 80),
    ),
    ...Array.from({ length: 5000 }, (_, index) =>
      status(
        'crowd',
        from(scrapes - 4, (scrape) => scrape),
        { consumer: `c${index}` },
      ),
    ),
    // Two gateways that write to one Prometheus, each with a route of the same id.
    { labels: { __name__: 'apisix_http_status', route: 'shared', code: '200', cluster: 'a' }, at: (scrape) => scrape },
    {
      labels: { __name__: 'apisix_http_status', route: 'shared', code: '200', cluster: 'b' },
      at: (scrape) => 9 * scrape,
    },
    { labels: { __name__: 'edge_http_status', route: 'plain', code: '200' }, at: (scrape) => 6 * scrape },
  ];
}

function histogram(type: string, perScrape: Record<string, number>, sumMs: number): Counter[] {
  const labels = { route: 'plain', type };
  return [
    ...Object.entries(perScrape).map(([le, count]) => ({
      labels: { __name__: 'apisix_http_latency_bucket', ...labels, le },
      at: (scrape: number) => count * scrape,
    })),
    { labels: { __name__: 'apisix_http_latency_sum', ...labels }, at: (scrape) => sumMs * scrape },
    { labels: { __name__: 'apisix_http_latency_count', ...labels }, at: (scrape) => 2 * scrape },
  ];
}

/** All of it, each series whole. */
export function testSeries(): WrittenSeries[] {
  return counters().map(({ labels, at }) => {
    const samples = Array.from({ length: scrapes + 1 }, (_, scrape) => ({
      value: at(scrape),
      timestampMs: timeOf(scrape) * 1000,
    }));
    return {
      labels: Object.entries({ job: 'apisix', instance: 'a:9091', ...labels }).map(([name, value]) => ({
        name,
        value,
      })),
      samples: samples.flatMap(({ value, timestampMs }) => (value === null ? [] : [{ value, timestampMs }])),
    };
  });
}

/** Scrapes put together: each series whole. */
export function bySeries(scraped: readonly (readonly WrittenSeries[])[]): WrittenSeries[] {
  const whole = new Map<string, WrittenSeries>();
  for (const { labels, samples } of scraped.flat()) {
    const key = JSON.stringify(labels);
    whole.set(key, { labels, samples: [...(whole.get(key)?.samples ?? []), ...samples] });
  }
  return [...whole.values()];
}
