import type { Tracer } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  AlwaysOnSampler,
  BasicTracerProvider,
  BatchSpanProcessor,
  ParentBasedSampler,
} from '@opentelemetry/sdk-trace-base';
import { inventory } from '@/sandbox/deepflow/inventory';
import { type ServiceName, serviceNames } from './work';

export type ShopTracing = { tracers: Record<ServiceName, Tracer>; flush(): Promise<void>; close(): Promise<void> };

/** The past comes in large bodies, and a machine may be busy with other things. */
const patienceMs = 120_000;

/** One real OTel SDK a service, sending to the agent's OTLP receiver. */
export function startTracing(agentUrl: string): ShopTracing {
  const providers = serviceNames.map((name) => {
    const { ip, instance } = inventory.workload(name);
    return new BasicTracerProvider({
      // app.host.ip names the pod for DeepFlow; without it the agent puts in the address the spans came from.
      resource: resourceFromAttributes({ 'service.name': name, 'service.instance.id': instance, 'app.host.ip': ip }),
      sampler: new ParentBasedSampler({ root: new AlwaysOnSampler() }),
      forceFlushTimeoutMillis: patienceMs,
      spanProcessors: [
        new BatchSpanProcessor(
          new OTLPTraceExporter({ url: new URL('/v1/traces', agentUrl).href, timeoutMillis: patienceMs }),
          {
            maxQueueSize: 200_000,
            maxExportBatchSize: 4_000,
            scheduledDelayMillis: 500,
            exportTimeoutMillis: patienceMs,
          },
        ),
      ],
    });
  });
  const tracer = (name: ServiceName): Tracer => {
    const provider = providers[serviceNames.indexOf(name)];
    if (!provider) throw new Error(`no tracer for ${name}`);
    return provider.getTracer('shop');
  };
  return {
    tracers: {
      webshop: tracer('webshop'),
      cart: tracer('cart'),
      product: tracer('product'),
      pricing: tracer('pricing'),
      payment: tracer('payment'),
    },
    flush: async () => void (await Promise.all(providers.map((provider) => provider.forceFlush()))),
    close: async () => void (await Promise.all(providers.map((provider) => provider.shutdown()))),
  };
}
