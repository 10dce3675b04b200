import 'server-only';
import { ProblemError } from '@/lib/http/problem';
import type { PromSample } from '@/lib/prometheus/dto';
import {
  type GatewayNodes,
  type NodeQuestion,
  type NodeSamples,
  nodeMetrics,
  toNodes,
  toSharedDicts,
  type WantedConfig,
} from '@/lib/prometheus/gateway-nodes';
import { routeIndex } from '@/lib/server/apisix/route-index';
import type { Snapshot } from '@/lib/server/apisix/snapshot';
import { atOnce } from '@/lib/server/changes/at-once';
import type { GatewayConfig } from '@/lib/server/config';
import { toProblem } from '@/lib/server/to-problem';
import { nodeExpression, nodeRate, nodeSeen } from './apisix-expressions';
import { queryInstant } from './client';
import { metricSource } from './metric-prefix';
import { nodeScrapeS, scrapesPerRate, usualScrapeS } from './scrape-interval';

const queriesAtOnce = 4;
/** Beyond this age the metrics are of the past, and the Admin API's answer is not. */
const presentS = 300;
/** A node takes up a change within a second; its clock and the console's may differ by some more. */
const slackS = 10;

/**
 * The nodes of a gateway as their metrics were at `toMs`, or are now where that lies ahead. What one metric would tell is
 * missing where asking for it failed, and `failures` says so. Throws what finding the prefix throws, and the problem of the
 * first question where every one failed.
 */
export async function gatewayNodes(gateway: GatewayConfig, toMs: number, signal?: AbortSignal): Promise<GatewayNodes> {
  const atS = Math.floor(Math.min(toMs, Date.now()) / 1000);
  const source = await metricSource(gateway, signal);
  const scrapeS = await nodeScrapeS(gateway, source, atS, signal);
  const failures: GatewayNodes['failures'] = [];
  const expressionOf = (metric: NodeQuestion) => {
    if (metric === 'seen') return nodeSeen(source);
    if (metric === 'rate') return nodeRate(source, scrapesPerRate * (scrapeS ?? usualScrapeS));
    return nodeExpression(source, metric);
  };
  const ask = async (metric: NodeQuestion): Promise<readonly PromSample[] | null> => {
    try {
      return await queryInstant(gateway, expressionOf(metric), atS, signal);
    } catch (error) {
      signal?.throwIfAborted();
      failures.push({ metric, problem: toProblem(error) });
      return null;
    }
  };
  const metrics = [...nodeMetrics, 'rate', 'seen'] as const;
  const [snapshot, found] = await Promise.all([
    routeIndex(gateway)
      .current()
      .catch(() => null),
    atOnce(queriesAtOnce, metrics, ask),
  ]);
  const [first] = failures;
  if (first && failures.length === metrics.length) throw new ProblemError(first.problem);
  const samples = Object.fromEntries(metrics.map((metric, at) => [metric, found[at] ?? null])) as NodeSamples;
  const nowS = Date.now() / 1000;
  const wanted = snapshot && nowS - atS < presentS ? newestRoute(snapshot) : null;
  const moment = { atS, settledAfterS: 2 * (scrapeS ?? usualScrapeS) + slackS };
  const nodes = toNodes(samples, wanted, moment);
  return { atS, nodes, dicts: toSharedDicts(samples, moment), wanted, scrapeS, failures };
}

function newestRoute({ entries }: Snapshot): WantedConfig {
  let newest: WantedConfig = null;
  for (const { object, summary } of entries)
    if (object.modifiedIndex !== null && object.modifiedIndex > (newest?.routes ?? 0))
      newest = { routes: object.modifiedIndex, changedAtS: summary.updatedAt };
  return newest;
}
