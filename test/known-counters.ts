import { expect } from 'vitest';
import { byValue, rank, sum, tryUs } from './known-numbers';
import { type KnownCall, type KnownTraffic, scrapeS, scrapesOfLook } from './known-traffic';

/*
 * What APISIX's counters must say of known calls. Rounds of calls are five minutes apart on the scraper's clock: before the
 * first no route has a series, so that the calls of the first round are what counters began with.
 */

const lookMs = scrapesOfLook * scrapeS * 1000;
/** Four scrapes, of which a point of the charts is made. */
export const usualWindowS = 4 * scrapeS;

/** The routes with the plugin. */
export const counted = ['known', 'tried'] as const;
export type Counted = (typeof counted)[number];

/** The quantiles that are shown. */
export const shares = { p50: 0.5, p90: 0.9, p95: 0.95, p99: 0.99 } as const;
export const latencyTypes = ['request', 'upstream', 'apisix'] as const;

/** Numbers but for what floating point leaves of them. */
export const close = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 6));

/** nginx notes a client that went away before its answer as 499. */
export const codeOf = ({ status }: Pick<KnownCall, 'status'>) => String(status ?? 499);

/** Calls by status code, ascending. */
export function byCode(calls: readonly KnownCall[]): { code: string; count: number }[] {
  return byValue(calls, (call) => [codeOf(call)])
    .map(({ value, calls }) => ({ code: value, count: calls }))
    .sort((a, b) => (a.code < b.code ? -1 : 1));
}

/** From after the first round on. Both ends are scrapes, and the series are there at the first: growth is not extrapolated. */
export function wholeRange({ scraped }: KnownTraffic): { fromMs: number; toMs: number } {
  return { fromMs: scraped.fromMs + 2 * lookMs, toMs: scraped.toMs };
}

/** The round that lies in a window of so many seconds before each time, which are times of scrapes; null: none does. */
export function roundsAt(traffic: KnownTraffic, times: readonly number[], windowS = usualWindowS): (1 | 2 | null)[] {
  const startS = wholeRange(traffic).fromMs / 1000;
  const lookS = lookMs / 1000;
  return times.map((timeS) => {
    // The scrape before a round is the last of its look, the scrape after it the first of the next.
    const look = Math.floor((timeS - startS - scrapeS) / lookS);
    if (look < 0 || timeS - startS - look * lookS > windowS) return null;
    return look === 0 ? 1 : 2;
  });
}

/** What a rate over so many seconds is at these times, of `amount` of each round's calls. */
export function courseOf(
  traffic: KnownTraffic,
  times: readonly number[],
  amount: (calls: readonly KnownCall[]) => number,
  windowS = usualWindowS,
): number[] {
  return roundsAt(traffic, times, windowS).map((round) => {
    if (round === null) return 0;
    return amount(traffic.calls.filter((call) => call.round === round)) / windowS;
  });
}

/** APISIX's clock ticks in milliseconds, and it counts how long it was busy with a call that it did not answer, too. */
const ms = (us: number) => Math.round(us / 1000);
const requestMs = ({ inbound: { startUs, endUs, clientEndUs = Number.NaN } }: KnownCall) =>
  ms((endUs ?? clientEndUs) - startUs);
const upstreamMs = ({ outbound }: KnownCall) => sum(outbound.map((sent) => ms(tryUs(sent))));

/** What each type of latency is of one call, ms. */
export const latencies = {
  request: requestMs,
  upstream: upstreamMs,
  apisix: (call: KnownCall) => Math.max(0, requestMs(call) - upstreamMs(call)),
} as const;

const bucketEndsMs = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000];

/** The bucket in which a quantile of these values lies, µs. The lowest begins at nothing and has what took no whole ms. */
export function bucketOf(tookMs: readonly number[], share: number): { fromUs: number; toUs: number } {
  const exactMs = rank(tookMs, share) ?? Number.NaN;
  const toMs = bucketEndsMs.find((end) => exactMs <= end) ?? Number.NaN;
  const fromMs = bucketEndsMs.findLast((end) => end < toMs) ?? 0;
  return { fromUs: fromMs * 1000, toUs: toMs * 1000 };
}

/** Holds a quantile to the bucket in which that of the calls lies: a histogram tells no more. */
export function expectIn({ fromUs, toUs }: ReturnType<typeof bucketOf>, us: number | null | undefined): void {
  expect(us).toBeGreaterThanOrEqual(fromUs);
  expect(us).toBeLessThanOrEqual(toUs);
}

/** The values that an export has of a metric, by all of their labels as the export writes them: `state="active"`. */
export function exported(text: string, metric: string): Record<string, number> {
  const lines = text
    .split('\n')
    .filter((line) => line.startsWith(`apisix_${metric}{`) || line.startsWith(`apisix_${metric} `));
  return Object.fromEntries(
    lines.map((line) => {
      const [, labels = '', value] = /^\w+(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
      return [labels, Number(value)];
    }),
  );
}

/** What the gateway exported last at these times. */
export function looksAt({ looks, scraped }: KnownTraffic, times: readonly number[]): string[] {
  return times.map((timeS) => {
    const scrape = Math.floor((timeS - scraped.fromMs / 1000) / scrapeS);
    return looks[Math.max(0, Math.ceil(scrape / scrapesOfLook) - 1)] ?? '';
  });
}
