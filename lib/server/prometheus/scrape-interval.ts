import 'server-only';
import type { GatewayConfig } from '@/lib/server/config';
import { processWide } from '@/lib/server/process-wide';
import { samplesOfNode } from './apisix-expressions';
import { queryInstant } from './client';

/** What is taken where nothing tells: Prometheus's own default (`scrape_interval`). */
export const usualScrapeS = 60;
/** A rate of one moment is taken over so many scrapes, so that a missing one leaves no gap. */
export const scrapesPerRate = 4;

const lookS = 600;
const keepForMs = 5 * 60_000;
const known = processWide('scrape-intervals', () => new Map<string, { scrapeS: number; at: number }>());

/**
 * How often the gateway's metrics are scraped, in seconds, told from how many samples a node had in the ten minutes
 * before `timeS`; null where it had fewer than two. Asked every five minutes at most. Throws what asking throws.
 */
export async function nodeScrapeS(
  gateway: GatewayConfig,
  prefix: string,
  timeS: number,
  signal?: AbortSignal,
): Promise<number | null> {
  const key = `${gateway.id} ${gateway.prometheus?.url} ${prefix}`;
  const before = known.get(key);
  if (before && Date.now() - before.at < keepForMs) return before.scrapeS;
  const [sample] = await queryInstant(gateway, samplesOfNode(prefix, lookS), timeS, signal);
  if (sample?.value == null || sample.value < 2) return null;
  const scrapeS = Math.max(1, Math.round(lookS / sample.value));
  known.set(key, { scrapeS, at: Date.now() });
  return scrapeS;
}
