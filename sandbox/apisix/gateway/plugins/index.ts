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

/** The plugins that the sandbox's gateway runs. Any other is stored and listed, and does nothing here. */
export const pluginsRunBySandbox = [
  ...['request-id', 'opentelemetry', 'fault-injection', 'cors', 'key-auth'],
  ...['proxy-rewrite', 'limit-count', 'response-rewrite', 'prometheus'],
] as const;

export type GatewayPlugins = { plugins: readonly Plugin[]; close(): Promise<void> };

export function createPlugins(objects: GatewayObjects, metrics: GatewayMetrics): GatewayPlugins {
  const tracing = opentelemetry(objects);
  const plugins = [
    ...[requestId, tracing, faultInjection, cors, keyAuth(objects)],
    ...[proxyRewrite, limitCount(), responseRewrite, prometheus(metrics)],
  ];
  return { plugins, close: () => tracing.close() };
}
