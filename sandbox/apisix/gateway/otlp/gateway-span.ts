import type { Attribute, GatewaySpan } from './message';
import type { SpanContext } from './span-context';

/** What the plugin knows of a request when it starts the span. */
export type SpanRequest = {
  method: string;
  /** nginx's `$host`: lower case, without port. */
  host: string;
  /** Normalised path, and the same with its query. */
  path: string;
  requestUri: string;
  headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Null: no route matched. `uri` is the pattern by which it matched. */
  route: { id: string; name?: string | undefined; uri: string } | null;
  service: { id: string; name?: string | undefined } | null;
};

export type SpanResponse = { status: number; source: 'upstream' | 'nginx' | 'apisix'; endUs: number };

export type AttributeConfig = {
  additional_attributes?: readonly string[];
  additional_header_prefix_attributes?: readonly string[];
};

export type SpanStart = { context: SpanContext; parent: SpanContext | null; startUs: number };

/** Value of an APISIX or nginx variable; null: it has none. */
export type ReadVariable = (name: string) => string | null;

const text = (key: string, value: string | undefined): Attribute => ({
  key,
  value: value === undefined ? {} : { stringValue: value },
});

/**
 * The span of one request as the `opentelemetry` plugin of APISIX 3.18.0 exports it: attributes, their order and
 * types as observed; an absent user agent or route name is sent as an attribute without a value.
 */
export function gatewaySpan(
  start: SpanStart,
  request: SpanRequest,
  response: SpanResponse,
  config: AttributeConfig = {},
  readVariable: ReadVariable = () => null,
): GatewaySpan {
  const { route, service } = request;
  return {
    traceId: start.context.traceId,
    spanId: start.context.spanId,
    parentSpanId: start.parent?.spanId ?? '',
    traceState: start.context.traceState,
    name: route === null ? request.method : `${request.method} ${route.uri}`,
    startUs: start.startUs,
    endUs: response.endUs,
    attributes: [
      ...requestAttributes(request),
      ...(route === null
        ? []
        : [text('apisix.route_id', route.id), text('apisix.route_name', route.name), text('http.route', route.uri)]),
      ...(service === null ? [] : [text('apisix.service_id', service.id), text('apisix.service_name', service.name)]),
      text('apisix.response_source', response.source),
      { key: 'http.status_code', value: { intValue: response.status } },
      { key: 'http.response.status_code', value: { intValue: response.status } },
      ...variableAttributes(config.additional_attributes ?? [], readVariable),
      ...headerAttributes(config.additional_header_prefix_attributes ?? [], request.headers),
    ],
    error: response.status >= 500 ? `${response.source} error: ${response.status}` : null,
  };
}

function requestAttributes({ method, host, path, requestUri, headers }: SpanRequest): Attribute[] {
  const agent = joined(headers['user-agent']);
  return [
    text('net.host.name', host),
    text('http.method', method),
    text('http.scheme', 'http'),
    text('http.target', requestUri),
    text('http.user_agent', agent),
    text('http.request.method', method),
    text('url.scheme', 'http'),
    text('url.path', path),
    text('user_agent.original', agent),
  ];
}

function variableAttributes(names: readonly string[], readVariable: ReadVariable): Attribute[] {
  return names.flatMap((name) => {
    const value = readVariable(name);
    return value === null ? [] : [text(name, value)];
  });
}

function headerAttributes(patterns: readonly string[], headers: SpanRequest['headers']): Attribute[] {
  return patterns.flatMap((pattern) => {
    const isPrefix = pattern.length >= 2 && pattern.endsWith('*');
    const names = isPrefix
      ? Object.keys(headers).filter((name) => name.startsWith(pattern.slice(0, -1)))
      : // Lua's table of headers finds a name in any case; the attribute keeps the configured one.
        [pattern];
    return names.flatMap((name) => {
      const value = joined(headers[name.toLowerCase()]);
      return value === undefined ? [] : [text(name, value)];
    });
  });
}

function joined(value: string | readonly string[] | undefined): string | undefined {
  return typeof value === 'object' ? value.join(', ') : value;
}
