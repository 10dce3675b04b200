import { nowUs } from '@/sandbox/apisix/gateway/clock';
import type { RequestContext } from '@/sandbox/apisix/gateway/context';
import type { GatewayObjects } from '@/sandbox/apisix/gateway/objects';
import { type ExportMetadata, SpanExporter } from '@/sandbox/apisix/gateway/otlp/exporter';
import { type AttributeConfig, gatewaySpan, type SpanStart } from '@/sandbox/apisix/gateway/otlp/gateway-span';
import {
  formatTraceparent,
  isTraceId,
  parseTraceparent,
  type Sampler,
  startContext,
} from '@/sandbox/apisix/gateway/otlp/span-context';
import { definePlugin, type Plugin } from '@/sandbox/apisix/gateway/plugin';
import { textOf } from '@/sandbox/apisix/gateway/variables';

type Conf = AttributeConfig & { sampler?: Sampler };
type Active = SpanStart & { exporter: SpanExporter; route: RequestContext['matched']; finished: boolean };

/**
 * One plugin that may run twice for a request, in a global rule and on the route: the second span takes the first as
 * its parent and its place, so that the first is never exported and the trace stays broken, as observed.
 */
export function opentelemetry(objects: GatewayObjects): Plugin & { close(): Promise<void> } {
  const active = new WeakMap<RequestContext, Active>();
  let current: { metadata: object; exporter: SpanExporter } | null = null;
  const replaced = new Set<Promise<void>>();

  function exporterFor(metadata: ExportMetadata & object): SpanExporter {
    if (current?.metadata !== metadata) {
      if (current) {
        const closing = current.exporter.close().finally(() => replaced.delete(closing));
        replaced.add(closing);
      }
      current = { metadata, exporter: new SpanExporter(metadata) };
    }
    return current.exporter;
  }

  const plugin = definePlugin<Conf>({
    name: 'opentelemetry',
    priority: 12009,
    rewrite(conf, context) {
      const metadata = objects.find('plugin_metadata', 'opentelemetry') as ExportMetadata | null;
      if (metadata === null) return undefined;
      const parent = parseTraceparent(context.header('traceparent'), context.header('tracestate'));
      const span = startContext(conf.sampler, parent, undefined, () => requestTraceId(metadata, context));
      context.headers.traceparent = formatTraceparent(span);
      if (metadata.set_ngx_var) {
        context.variables.set('opentelemetry_context_traceparent', formatTraceparent(span));
        context.variables.set('opentelemetry_trace_id', span.traceId);
        context.variables.set('opentelemetry_span_id', span.spanId);
      }
      const route = context.matched;
      const exporter = exporterFor(metadata);
      active.set(context, { context: span, parent, startUs: nowUs(), exporter, route, finished: false });
      return undefined;
    },
    log(conf, context) {
      const span = active.get(context);
      if (span === undefined || span.finished || (span.context.flags & 1) === 0) return;
      span.finished = true;
      const { exporter, route } = span;
      const request = {
        ...context,
        requestUri: context.requestUri,
        path: context.path ?? '',
        route: route && { id: route.id, name: nameOf(route.object), uri: route.uri },
        service: route?.service ? { id: route.service.id, name: nameOf(route.service.object) } : null,
      };
      const response = { status: context.status, source: context.source, endUs: context.endUs };
      exporter.add(gatewaySpan(span, request, response, conf, (name) => textOf(context, name)));
    },
  });

  async function close(): Promise<void> {
    await Promise.all([...replaced, current?.exporter.close()]);
  }
  return { ...plugin, close };
}

function requestTraceId({ trace_id_source }: ExportMetadata, context: RequestContext): string | null {
  const id = trace_id_source === 'x-request-id' ? context.header('x-request-id')?.toLowerCase() : undefined;
  return id !== undefined && isTraceId(id) ? id : null;
}

function nameOf(object: Readonly<Record<string, unknown>>): string | undefined {
  return typeof object.name === 'string' ? object.name : undefined;
}
