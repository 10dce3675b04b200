import 'server-only';
import type { GatewayConfig } from './config';
import { processWide } from './process-wide';

/** Kept apart from the configuration: what adds the headers of every page does without its parsers. */
const allowed = processWide('frame-origins', () => ({ origins: [] as string[] }));

/** Lets pages frame the Grafana of each gateway that says so. Called when the server starts. */
export function allowFrames(gateways: readonly Pick<GatewayConfig, 'grafana'>[]): void {
  const embedded = gateways.flatMap(({ grafana }) => (grafana?.isEmbedded ? [new URL(grafana.url).origin] : []));
  allowed.origins = [...new Set(embedded)];
}

/** Origins that the console's pages may frame. */
export function frameOrigins(): readonly string[] {
  return allowed.origins;
}
