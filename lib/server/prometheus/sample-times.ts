import 'server-only';
import type { PromRange } from '@/lib/prometheus/dto';
import { bucketStepS, type ResolvedRange } from '@/lib/telemetry/time-range';
import type { PromTimes } from './client';

/** The window in which samples are counted to tell how far apart they are. */
export const countedWindowS = 300;
/** Looks into the whole range, for series come and go. */
const looks = 12;
/** What Prometheus scrapes by unless it is told otherwise. */
const usualScrapeS = 60;
const mostPoints = 300;
/** As far as a sample is still looked for around the present: clocks are off by minutes, not by hours. */
const aroundNowS = 900;

/** Intervals that are configured, in seconds. */
export const intervalsS = [1, 2, 5, 10, 15, 20, 30, 60, 120, 150];

/** When samples are counted: each moment covers the `countedWindowS` before it. */
export function countingTimes({ fromMs, toMs }: ResolvedRange): PromTimes {
  const stepS = countedWindowS * Math.max(1, Math.ceil((toMs - fromMs) / 1000 / looks / countedWindowS));
  const fromS = Math.ceil(fromMs / 1000 / stepS) * stepS;
  return { fromS, toS: Math.max(fromS, Math.ceil(toMs / 1000 / stepS) * stepS), stepS };
}

/**
 * Seconds between two samples and the number of the route's series, from an answer of `sampleCounts`: what has most in a
 * window has them at every scrape. A route's series may be born within it, a node is scraped with all its series and is
 * mostly older. Null: none has two.
 */
export function scrapeInterval(counted: PromRange): { scrapeS: number | null; series: number } {
  const most = Math.max(0, ...counted.series.map(({ labels }) => Number(labels.value ?? labels.node) || 0));
  const own = counted.series.filter(({ labels }) => labels.value !== undefined);
  const series = Math.max(
    0,
    ...counted.times.map((_time, at) => own.reduce((sum, { values }) => sum + (values[at] ?? 0), 0)),
  );
  if (most < 2) return { scrapeS: null, series };
  const farFrom = (intervalS: number) => Math.abs(Math.log((intervalS * most) / countedWindowS));
  return { scrapeS: intervalsS.reduce((a, b) => (farFrom(b) < farFrom(a) ? b : a)), series };
}

/**
 * The points of a chart, 300 at most and not closer than samples lie, and how long a time each is made of: four scrapes,
 * so that a lost one leaves no gap, and no less than lies between two points, so that nothing falls between them.
 */
export function chartTimes(range: ResolvedRange, scrapeS: number | null): { times: PromTimes; windowS: number } {
  const assumedScrapeS = scrapeS ?? usualScrapeS;
  const notCloserS = bucketStepS({ fromMs: 0, toMs: assumedScrapeS * 1000 }, 1);
  const stepS = Math.max(bucketStepS(range, mostPoints - 1), notCloserS);
  return {
    times: stepTimes(range, stepS),
    windowS: Math.max(stepS + assumedScrapeS, 4 * assumedScrapeS),
  };
}

/**
 * Steps that end with the range, to the minute: a step of hours, counted from multiples of it, would leave out the newest
 * hours. Shorter ones lie on their multiples, so that a refresh does not move them.
 */
export function stepTimes({ fromMs, toMs }: ResolvedRange, stepS: number): PromTimes {
  const gridS = Math.min(stepS, 60);
  const toS = Math.floor(toMs / 1000 / gridS) * gridS;
  const steps = Math.max(0, Math.floor((toS - fromMs / 1000) / stepS));
  return { fromS: toS - steps * stepS, toS, stepS };
}

/** The part of a range that is not ahead: there are no samples there, and it would take part in rates; a second at least. */
export function untilNow<Range extends ResolvedRange>(range: Range, nowMs: number): Range {
  return { ...range, toMs: Math.max(range.fromMs + 1000, Math.min(range.toMs, nowMs)) };
}

/** When the newest sample is looked for: a source's lookback of five minutes reaches from each moment to the one before. */
export function timesAroundNow(nowMs: number): PromTimes {
  const at = Math.ceil(nowMs / 1000 / countedWindowS) * countedWindowS;
  return { fromS: at - aroundNowS, toS: at + aroundNowS, stepS: countedWindowS };
}

/** The highest value of an answer; null without one. */
export function highestValue({ series }: PromRange): number | null {
  const values = series.flatMap(({ values }) => values.filter((value) => value !== null));
  return values.length === 0 ? null : values.reduce((a, b) => Math.max(a, b));
}
