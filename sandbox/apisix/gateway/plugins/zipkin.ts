import { randomBytes } from 'node:crypto';
import { nowUs } from '@/sandbox/apisix/gateway/clock';
import type { RequestContext } from '@/sandbox/apisix/gateway/context';
import { definePlugin, type Exit, type Plugin } from '@/sandbox/apisix/gateway/plugin';
import { JsonBatch } from './json-batch';

type Conf = { endpoint: string; sample_ratio: number; service_name?: string };
type Ids = { traceId: string; id: string; parentId?: string | undefined };
type Active = Ids & { conf: Conf; sampled: boolean; batch: JsonBatch; reported: boolean };

/** As in plugins/zipkin/reporter.lua: what is left of a batch goes 5 s after its last span. */
const inactiveMs = 5000;

/**
 * One plugin that may run twice, in a global rule and on the route: the second takes the place of the first, whose span
 * is never sent (APISIX's plugins/zipkin.lua: both use `ctx.opentracing`). Of its spans the request's own is sent alone.
 */
export function zipkin(): Plugin & { close(): Promise<void> } {
  const active = new WeakMap<RequestContext, Active>();
  const batches = new Map<string, JsonBatch>();
  const batchFor = (endpoint: string) => {
    const batch = batches.get(endpoint) ?? new JsonBatch(endpoint, inactiveMs);
    batches.set(endpoint, batch);
    return batch;
  };

  const plugin = definePlugin<Conf>({
    name: 'zipkin',
    priority: 12011,
    rewrite(conf, context) {
      const caller = callerOf(context);
      if (caller === null) return { status: 400 };
      const { traceId, id: parentId, sampled } = caller;
      const ratio = sampled ?? conf.sample_ratio;
      active.set(context, {
        conf,
        traceId: traceId ?? randomBytes(16).toString('hex'),
        id: randomBytes(8).toString('hex'),
        parentId,
        sampled: Math.random() < ratio,
        batch: batchFor(conf.endpoint),
        reported: false,
      });
      return undefined;
    },
    access(_conf, context): Exit | undefined {
      const span = active.get(context);
      // A copy whose rewrite did not run, as a consumer's that replaces a disabled one, ends in an error there
      // (`inject_header` indexes a nil).
      if (span === undefined) return { status: 500 };
      context.headers['x-b3-traceid'] = span.traceId;
      context.headers['x-b3-spanid'] = span.id;
      context.headers['x-b3-parentspanid'] = span.parentId;
      context.headers['x-b3-sampled'] = span.sampled ? '1' : '0';
      return undefined;
    },
    log(_conf, context) {
      const span = active.get(context);
      if (!span?.sampled || span.reported) return;
      span.reported = true;
      span.batch.add(reported(span, context));
    },
  });
  const close = async () => void (await Promise.all([...batches.values()].map((batch) => batch.close())));
  return { ...plugin, close };
}

function reported({ traceId, id, parentId, conf }: Active, context: RequestContext): object {
  return {
    ...{ traceId, id, parentId, name: 'apisix.request', kind: 'SERVER' },
    timestamp: context.startUs,
    duration: nowUs() - context.startUs,
    localEndpoint: { serviceName: conf.service_name ?? 'APISIX' },
    remoteEndpoint: { ipv4: context.remoteAddr, port: context.remotePort },
    tags: {
      component: 'apisix',
      'http.method': context.method,
      'http.url': context.requestUri,
      'http.status_code': String(context.status),
      'apisix.response_source': context.source,
    },
  };
}

/** What B3 headers say, the single one first; null: one that makes no sense, which is refused. */
function callerOf(context: RequestContext): { traceId?: string; id?: string; sampled?: number } | null {
  const flag = context.header('x-b3-flags') === '1' ? 1 : undefined;
  const single = context.header('b3');
  if (single !== undefined) {
    delete context.headers.b3;
    if (single === '0') return { sampled: 0 };
    const [traceId, id, sampled] = single.split('-');
    if (!traceId || !id) return null;
    return { traceId, id, ...decided(sampled === 'd' ? '1' : sampled, flag) };
  }
  const traceId = context.header('x-b3-traceid');
  const id = context.header('x-b3-spanid');
  const sampled = decided(context.header('x-b3-sampled'), flag);
  return { ...(traceId !== undefined && { traceId }), ...(id !== undefined && { id }), ...sampled };
}

function decided(sampled: string | undefined, flag: number | undefined): { sampled?: number } {
  if (sampled === '1' || sampled === 'true') return { sampled: 1 };
  if (sampled === '0' || sampled === 'false') return { sampled: 0 };
  return flag === undefined ? {} : { sampled: flag };
}
