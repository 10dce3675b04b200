import 'server-only';
import type { GatewayConfig } from '@/lib/server/config';
import { processWide } from '@/lib/server/process-wide';
import { samplesOfNode } from './apisix-expressions';
import { queryInstant } from './client';
import type { MetricSource } from './expression';
import { intervalsS } from './sample-times';

/** What is taken where nothing tells: Prometheus's own default (`scrape_interval`). */
export const usualScrapeS = 60;
/** A rate of one moment is taken over so many scrapes, so that a missing one leaves no gap. */
export const scrapesPerRate = 4;

/** The short look tells more while the long one is not filled yet: a gateway that was just connected. */
const looksS = [120, 600] as const;
/** A look in which this share of the samples is there has seen scraping all the time. */
const filled = 0.8;
const keepForMs = 5 * 60_000;
const known = processWide('scrape-intervals', () => new Map<string, { scrapeS: number; at: number }>());

/**
 * How often the gateway's metrics are scraped, in seconds, told from how many samples a node had in the two and the ten
 * minutes before `timeS`; null where it had fewer than two. Once the ten minutes are filled it is asked every five
 * minutes at most. Throws what asking throws.
 */
export async function nodeScrapeS(
  gateway: GatewayConfig,
  source: MetricSource,
  timeS: number,
  signal?: AbortSignal,
): Promise<number | null> {
  const key = `${gateway.id} ${gateway.prometheus?.url} ${source.prefix}`;
  const before = known.get(key);
  if (before && Date.now() - before.at < keepForMs) return before.scrapeS;
  const counts = await Promise.all(
    looksS.map(async (lookS) => {
      const [sample] = await queryInstant(gateway, samplesOfNode(source, lookS), timeS, signal);
      return { lookS, samples: sample?.value ?? 0 };
    }),
  );
  const told = counts.filter(({ samples }) => samples >= 2).map(({ lookS, samples }) => intervalOf(lookS, samples));
  if (told.length === 0) return null;
  const scrapeS = Math.min(...told);
  if (counts.every(({ lookS, samples }) => samples * scrapeS >= filled * lookS))
    known.set(key, { scrapeS, at: Date.now() });
  return scrapeS;
}

/** A look that begins and ends with a scrape has one more of them: of what it can be, what somebody would configure. */
function intervalOf(lookS: number, samples: number): number {
  const [least, most] = [lookS / samples, lookS / (samples - 1)];
  return intervalsS.find((intervalS) => intervalS >= least && intervalS <= most) ?? Math.max(1, Math.round(least));
}
