import type { StaticConfig } from '@/sandbox/apisix/config';
import type { GatewayMetrics } from '@/sandbox/apisix/gateway/metrics/gateway-metrics';
import type { GatewayObjects } from '@/sandbox/apisix/gateway/objects';
import type { Plugin } from '@/sandbox/apisix/gateway/plugin';
import { cors } from './cors';
import { faultInjection } from './fault-injection';
import { keyAuth } from './key-auth';
import { limitCount } from './limit-count';
import { opentelemetry } from './opentelemetry';
import { prometheus } from './prometheus';
import { proxyRewrite } from './proxy-rewrite';
import { requestId } from './request-id';
import { responseRewrite } from './response-rewrite';
import { skywalking } from './skywalking';
import { zipkin } from './zipkin';

export type GatewayPlugins = { plugins: readonly Plugin[]; close(): Promise<void> };

/** The plugins that the sandbox's gateway runs. Any other is stored and listed, and does nothing here. */
export function createPlugins(
  objects: GatewayObjects,
  metrics: GatewayMetrics,
  { skywalkingEndpoint }: StaticConfig,
): GatewayPlugins {
  const tracers = [zipkin(), skywalking(skywalkingEndpoint), opentelemetry(objects)];
  const plugins = [
    ...[requestId, ...tracers, faultInjection, cors, keyAuth(objects)],
    ...[proxyRewrite, limitCount(), responseRewrite, prometheus(metrics)],
  ];
  return { plugins, close: async () => void (await Promise.all(tracers.map((tracer) => tracer.close()))) };
}
