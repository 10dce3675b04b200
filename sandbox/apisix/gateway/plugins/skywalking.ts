import { randomUUID } from 'node:crypto';
import type { RequestContext } from '@/sandbox/apisix/gateway/context';
import { definePlugin, type Plugin } from '@/sandbox/apisix/gateway/plugin';
import { JsonBatch } from './json-batch';

type Conf = { sample_ratio?: number };

/** skywalking-nginx-lua sends its segments every 3 s. */
const reportMs = 3000;

/** Segments of an entry and an exit span, to the address of `plugin_attr.skywalking` (plugins/skywalking.lua). */
export function skywalking(endpoint: string): Plugin & { close(): Promise<void> } {
  const sampled = new WeakMap<RequestContext, boolean>();
  const batch = new JsonBatch(`${endpoint}/v3/segments`, reportMs);
  const plugin = definePlugin<Conf>({
    name: 'skywalking',
    priority: 12010,
    runPolicy: 'prefer_route',
    rewrite({ sample_ratio = 1 }, context) {
      sampled.set(context, sample_ratio === 1 || Math.random() < sample_ratio);
      return undefined;
    },
    log(_conf, context) {
      if (!sampled.get(context)) return;
      sampled.set(context, false);
      batch.add(segment(context));
    },
  });
  return { ...plugin, close: () => batch.close() };
}

function segment({ startUs, endUs, path, status, method }: RequestContext): object {
  const times = { startTime: Math.round(startUs / 1000), endTime: Math.round(endUs / 1000) };
  const tags = [
    { key: 'http.method', value: method },
    { key: 'http.status', value: String(status) },
  ];
  const entry = { spanId: 0, parentSpanId: -1, operationName: path ?? '', spanType: 'Entry', spanLayer: 'Http' };
  const exit = { spanId: 1, parentSpanId: 0, operationName: path ?? '', spanType: 'Exit', peer: 'upstream service' };
  return {
    ...{ traceId: randomUUID(), traceSegmentId: randomUUID() },
    ...{ service: 'APISIX', serviceInstance: 'APISIX Instance Name' },
    spans: [entry, exit].map((span) => ({ ...span, ...times, tags, componentId: 6002, isError: status >= 500 })),
  };
}
