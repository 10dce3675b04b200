import { readFileSync } from 'node:fs';
import type { WrittenSeries } from '@/sandbox/deepflow/prometheus/write-request';
import { parseExposition } from '@/sandbox/scraper/exposition';

/** First scrape; whole seconds, as DeepFlow keeps no finer times. */
export const firstSecond = 1_755_850_000;
const scrapes = 80;
const intervalSeconds = 15;
export const lastSecond = firstSecond + (scrapes - 1) * intervalSeconds;

const instances = ['10.42.1.15:9091', '10.42.2.16:9091'] as const;

type Labels = Record<string, string>;

/** A number for a text, always the same. */
function hash(text: string): number {
  return [...text].reduce((sum, letter) => (Math.imul(sum, 31) + letter.charCodeAt(0)) >>> 0, 7);
}

/** Series made for what a gateway's metrics lack: negative and huge values, gaps, resets, labels on one side alone. */
function madeUp(index: number): { labels: Labels; value: number }[] {
  const turn = Math.sin(index / 5);
  return [
    ...['a', 'b', 'c'].map((zone, position) => ({
      labels: { __name__: 'demo_gauge', zone },
      value: turn * 10 ** position - position,
    })),
    { labels: { __name__: 'demo_gauge', zone: 'd', extra: 'x' }, value: -index },
    { labels: { __name__: 'demo_huge_total' }, value: 9e15 + index * 12_345 },
    { labels: { __name__: 'demo_small' }, value: (index % 7) * 1e-9 },
    ...['a', 'b'].map((zone) => ({ labels: { __name__: 'demo_limit', zone }, value: zone === 'a' ? 5 : 0 })),
    ...['a', 'b'].map((zone) => ({
      labels: { __name__: 'demo_info', zone, owner: `team-${zone}`, version: '3' },
      value: 1,
    })),
    // A counter that starts again twice.
    { labels: { __name__: 'demo_resets_total' }, value: (index % 30) * 4 + 1 },
    // Scrapes that failed: no samples for some minutes, longer than the lookback.
    ...(index > 20 && index < 50 ? [] : [{ labels: { __name__: 'demo_gap_total', zone: 'a' }, value: index * 2 }]),
    ...(index % 4 === 0 ? [{ labels: { __name__: 'demo_sparse_total', zone: 'a' }, value: index }] : []),
    ...(index === 3 ? [{ labels: { __name__: 'demo_once', zone: 'a' }, value: 42 }] : []),
    // Born late, so that its first value lies within ranges.
    ...(index > 60
      ? [{ labels: { __name__: 'demo_young_total', path: '/a b"c\\d', method: 'GET' }, value: index - 60 }]
      : []),
  ];
}

/** Every scrape as one remote write: a real gateway's metrics, two instances that count at their own pace, and more. */
export function contractWrites(): WrittenSeries[][] {
  const text = readFileSync(new URL('../../test/fixtures/apisix/prometheus-metrics.txt', import.meta.url), 'utf8');
  const exposed = parseExposition(text);
  return Array.from({ length: scrapes }, (_, index) => {
    const timestampMs = (firstSecond + index * intervalSeconds) * 1000;
    const ofGateway = instances.flatMap((instance, position) =>
      exposed.map(({ labels, value }) => {
        const own = labels.filter((label) => label.value !== '');
        const key = JSON.stringify([instance, labels.filter(({ name }) => name !== 'le')]);
        const pace = (hash(key) % 97) / (position + 1);
        const isReset = position === 1 && index > 55;
        return {
          labels: [...own, { name: 'instance', value: instance }, { name: 'job', value: 'apisix' }],
          samples: [{ value: (isReset ? 0 : value) + Math.round(value * pace * 0.01) * index, timestampMs }],
        };
      }),
    );
    const others = madeUp(index).map(({ labels, value }) => ({
      labels: Object.entries({ job: 'demo', instance: 'demo:1', ...labels }).map(([name, own]) => ({
        name,
        value: own,
      })),
      samples: [{ value, timestampMs }],
    }));
    return [...ofGateway, ...others];
  });
}
