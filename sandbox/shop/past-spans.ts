import { type AttributeConfig, gatewaySpan } from '@/sandbox/apisix/gateway/otlp/gateway-span';
import { encodeOtlp, type GatewaySpan } from '@/sandbox/apisix/gateway/otlp/message';
import { resourceAttributes } from '@/sandbox/apisix/gateway/otlp/resource';
import {
  formatTraceparent,
  parseTraceparent,
  type Sampler,
  startContext,
} from '@/sandbox/apisix/gateway/otlp/span-context';
import { gatewayResource } from './gateway-config';
import type { StartSpan } from './past-gateway';

/** The opentelemetry plugin of the gateway of the past: spans as it would have exported them, sent in batches. */
export function startPastSpans(agentUrl: string): { start: StartSpan; flush(): Promise<void> } {
  const resource = resourceAttributes(gatewayResource);
  let finished: GatewaySpan[] = [];
  const start: StartSpan = (visit, route, config) => {
    const parent = parseTraceparent(visit.headers.traceparent);
    const context = startContext(config.sampler as Sampler | undefined, parent);
    return {
      traceparent: formatTraceparent(context),
      end: ({ service, status, source, startUs, endUs }) => {
        if ((context.flags & 1) === 0) return;
        const request = {
          method: visit.method,
          host: visit.host,
          path: decodeURI(visit.path.split('?', 1)[0] ?? ''),
          requestUri: visit.path,
          headers: visit.headers,
          route: { id: route.id, name: route.name as string | undefined, uri: route.uri ?? '' },
          service: service && { id: service.id, name: service.name as string | undefined },
        };
        finished.push(
          gatewaySpan({ context, parent, startUs }, request, { status, source, endUs }, config as AttributeConfig),
        );
      },
    };
  };
  return {
    start,
    flush: async () => {
      const spans = finished;
      finished = [];
      if (spans.length === 0) return;
      const response = await fetch(new URL('/v1/traces', agentUrl), {
        method: 'POST',
        headers: { 'content-type': 'application/x-protobuf' },
        body: new Uint8Array(encodeOtlp(spans, resource)),
      });
      if (!response.ok) throw new Error(`the agent refused the gateway's past spans: ${response.status}`);
    },
  };
}
