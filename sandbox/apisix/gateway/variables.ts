import { hostname } from 'node:os';
import { readVariable } from '@/lib/apisix/router/variables';
import { nowUs } from './clock';
import { flat, type RequestContext } from './context';

type Value = string | true | null;

const readers: Record<string, (context: RequestContext) => string | number | null | undefined> = {
  scheme: () => 'http',
  server_protocol: () => 'HTTP/1.1',
  hostname: () => hostname(),
  msec: () => (nowUs() / 1_000_000).toFixed(3),
  remote_port: ({ remotePort }) => remotePort,
  http_host: ({ hostHeader }) => hostHeader,
  request_length: ({ requestLength }) => requestLength,
  request_time: ({ startUs, endUs }) => seconds((endUs || nowUs()) - startUs),
  // nginx has three digits before there is an answer too (ngx_http_variable_status).
  status: ({ status }) => String(status).padStart(3, '0'),
  bytes_sent: ({ bytesSent }) => bytesSent,
  upstream_addr: ({ tries }) => listed(tries.map(({ address }) => address)),
  upstream_status: ({ tries }) => listed(tries.map(({ status }) => String(status))),
  upstream_response_time: ({ tries }) => listed(tries.map(({ startUs, endUs }) => seconds(endUs - startUs))),
  upstream_uri: ({ upstreamUri }) => upstreamUri,
  upstream_host: ({ upstreamHost, hostHeader }) => upstreamHost ?? hostHeader,
  upstream_scheme: () => 'http',
  balancer_ip: ({ tries }) => tries.at(-1)?.ip,
  balancer_port: ({ tries }) => tries.at(-1)?.port,
  route_id: ({ matched }) => matched?.id,
  route_name: ({ matched }) => text(matched?.object.name),
  service_id: ({ matched }) => matched?.service?.id,
  service_name: ({ matched }) => text(matched?.service?.object.name),
  consumer_name: ({ consumer }) => consumer?.name,
  consumer_group_id: ({ consumer }) => consumer?.groupId,
  request_type: () => 'traditional_http',
};

/** Reads an APISIX or nginx variable of a request on its way through the gateway; null: it has no value. */
export function variableOf(context: RequestContext, name: string): Value {
  const own = context.variables.get(name);
  if (own !== undefined) return own;
  if (name.startsWith('sent_http_'))
    return context.responseHeaders.get(name.slice('sent_http_'.length).replaceAll('_', '-')) ?? null;
  if (Object.hasOwn(readers, name)) {
    const value = readers[name]?.(context);
    return value === null || value === undefined ? null : String(value);
  }
  const { method, target, hostHeader, remoteAddr, path, query, host, headers } = context;
  const facts = { path: target, method, host: hostHeader, headers: flat(headers), remoteAddr };
  return readVariable({ facts, path: path ?? '', query, host }, name) ?? null;
}

/** The same where a text is needed, as Lua's `tostring` makes one. */
export function textOf(context: RequestContext, name: string): string | null {
  const value = variableOf(context, name);
  return value === null ? null : String(value);
}

/** Puts variables in for `$name` and `${name}`; one without a value becomes nothing. */
export function resolveVariables(template: string, context: RequestContext): string {
  return template.replace(
    /\\\$|\$\{(\w+)\}|\$([A-Za-z_]\w*)/g,
    (whole, braced: string | undefined, plain: string | undefined) =>
      whole.startsWith('\\') ? '$' : (textOf(context, braced ?? plain ?? '') ?? ''),
  );
}

function listed(values: readonly string[]): string | null {
  return values.length === 0 ? null : values.join(', ');
}

/** nginx counts in milliseconds. */
function seconds(us: number): string {
  return (Math.max(0, Math.round(us / 1000)) / 1000).toFixed(3);
}

function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
