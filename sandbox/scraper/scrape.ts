import type { WrittenSeries } from '@/sandbox/deepflow/prometheus/write-request';
import { parseExposition } from '@/sandbox/scraper/exposition';

/** Labels that a scrape gives to every series of its target. */
export type Target = { job: string; instance: string };

/** The series of one scrape; a target that did not answer, or answered no metrics, has `up` 0 and nothing else. */
export function scraped(text: string | null, target: Target, timestampMs: number): WrittenSeries[] {
  let samples: ReturnType<typeof parseExposition> = [];
  let isUp = text !== null;
  try {
    samples = parseExposition(text ?? '');
  } catch {
    isUp = false;
  }
  const own = [
    { name: 'job', value: target.job },
    { name: 'instance', value: target.instance },
  ];
  const up = { labels: [{ name: '__name__', value: 'up' }, ...own], samples: [{ value: Number(isUp), timestampMs }] };
  const series = samples.map(({ labels, value, timestampMs: stated }) => ({
    // A label without a value is no label.
    labels: [...labels.filter((label) => label.value !== ''), ...own],
    samples: [{ value, timestampMs: stated ?? timestampMs }],
  }));
  return isUp ? [...series, up] : [up];
}
