import 'server-only';
import { z } from 'zod';
import type { ServiceCheck } from '@/lib/apisix/dto';
import { readList } from './apisix/admin';
import { askKeyRole } from './apisix/gateway-facts';
import { listSchema } from './apisix/wire';
import type { GatewayConfig } from './config';
import { querierProbe } from './deepflow/watch-statements';
import { probe } from './prometheus/expression-names';
import { callUpstream, parseAnswer, type UpstreamRequest } from './upstream';
import { cleanText } from './upstream-detail';

export type ServiceName = ServiceCheck['name'];
type Facts = ServiceCheck['facts'];

/** How one service is asked whether it works. Throws ProblemError; `facts` are shown beside the result. */
export type ServiceProbe = {
  name: ServiceName;
  address: (gateway: GatewayConfig) => string | null;
  ask: (gateway: GatewayConfig, address: string) => Promise<Facts>;
};

const maxBytes = 1024 * 1024;

export const serviceProbes: readonly ServiceProbe[] = [
  { name: 'admin', address: (gateway) => gateway.admin.url, ask: askAdmin },
  { name: 'control', address: (gateway) => gateway.control?.urls.join(', ') ?? null, ask: askControl },
  { name: 'querier', address: (gateway) => gateway.deepflow.querierUrl, ask: askQuerier },
  { name: 'tracing', address: (gateway) => gateway.deepflow.appUrl, ask: askTracing },
  { name: 'prometheus', address: (gateway) => gateway.prometheus?.url ?? null, ask: askPrometheus },
];

/** A read that reaches etcd (validation endpoints answer without it), then what the key may do. */
async function askAdmin(gateway: GatewayConfig): Promise<Facts> {
  const answer = await readList(gateway, 'global_rules');
  parseAnswer('admin', answer, listSchema);
  const role = await askKeyRole(gateway);
  const version = /^APISIX\/(\S+)/.exec(answer.headers.get('server') ?? '')?.[1];
  return [
    ...(version === undefined ? [] : [{ key: 'version', value: cleanText(version) }]),
    ...(role === null ? [] : [{ key: 'role', value: role }]),
  ];
}

/** Every node; the first that does not answer is the problem. */
async function askControl(gateway: GatewayConfig): Promise<Facts> {
  await Promise.all(
    (gateway.control?.urls ?? []).map((url) =>
      callUpstream({ ...get(gateway, 'control', `${url}/v1/healthcheck`), schema: z.unknown() }),
    ),
  );
  return [];
}

const querierSchema = z.looseObject({
  OPT_STATUS: z.literal('SUCCESS'),
  // An empty table has null in place of a list.
  result: z.looseObject({ values: z.array(z.unknown()).nullable() }),
});

/** There is no health path. What the gateway is told by there is shown beside it. */
async function askQuerier(gateway: GatewayConfig, address: string): Promise<Facts> {
  const { db, sql } = querierProbe;
  await callUpstream({
    ...get(gateway, 'querier', `${address}/v1/query/`),
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ db, sql }).toString(),
    schema: querierSchema,
  });
  return Object.entries(gateway.deepflow.tags).map(([key, values]) => ({ key, value: values.join(', ') }));
}

async function askTracing(gateway: GatewayConfig, address: string): Promise<Facts> {
  await callUpstream({
    ...get(gateway, 'tracing', `${address}/v1/stats/querier/TracingAlgoParams`),
    schema: z.looseObject({ OPT_STATUS: z.literal('SUCCESS') }),
  });
  return [];
}

async function askPrometheus(gateway: GatewayConfig, address: string): Promise<Facts> {
  // Prometheus takes now for a time that is not given; DeepFlow refuses (server/querier/app/prometheus/router/prometheus.go).
  const nowS = Math.floor(Date.now() / 1000);
  await callUpstream({
    ...get(
      gateway,
      'prometheus',
      `${address}/api/v1/query?${new URLSearchParams({ query: probe.query, time: String(nowS) })}`,
    ),
    schema: z.looseObject({ status: z.literal('success') }),
  });
  return [];
}

function get(gateway: GatewayConfig, upstream: ServiceName, url: string): UpstreamRequest {
  return { upstream, url, timeoutMs: gateway.timeoutMs, maxBytes };
}
