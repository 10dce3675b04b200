import type { GatewayMetrics } from '@/sandbox/apisix/gateway/metrics/gateway-metrics';
import { definePlugin, type Plugin } from '@/sandbox/apisix/gateway/plugin';
import { textOf } from '@/sandbox/apisix/gateway/variables';

type Conf = { prefer_name?: boolean };

export function prometheus(metrics: GatewayMetrics): Plugin {
  return definePlugin<Conf>({
    name: 'prometheus',
    priority: 500,
    runPolicy: 'prefer_route',
    log({ prefer_name }, context) {
      const { matched, tries, startUs, endUs } = context;
      const named = (object: Readonly<Record<string, unknown>> | undefined, id: string) =>
        prefer_name && typeof object?.name === 'string' ? object.name : id;
      const requestMs = wholeMs(endUs - startUs);
      const upstreamMs =
        tries.length === 0 ? null : tries.reduce((sum, one) => sum + wholeMs(one.endUs - one.startUs), 0);
      metrics.add({
        status: context.status,
        route: matched ? named(matched.object, matched.id) : '',
        matchedUri: matched?.uri ?? '',
        matchedHost: matched?.host ?? '',
        service: matched?.service ? named(matched.service.object, matched.service.id) : '',
        consumer: context.consumer?.name ?? '',
        node: tries.at(-1)?.ip ?? '',
        responseSource: context.source,
        latencyMs: { request: requestMs, upstream: upstreamMs, apisix: Math.max(0, requestMs - (upstreamMs ?? 0)) },
        bytes: { ingress: context.requestLength, egress: context.bytesSent },
        variable: (name) => textOf(context, name) ?? '',
      });
    },
  });
}

/** nginx's clock ticks in milliseconds. */
function wholeMs(us: number): number {
  return Math.round(us / 1000);
}
