/** A span of the gateway. */
export function otlpSpan(over: object = {}) {
  return {
    traceId: 'A05F520B4EA194A2E740BA308C7E531E',
    spanId: '1503C577790B4573',
    name: 'GET /orders/*',
    kind: 2,
    startTimeUnixNano: '1795334117894189056',
    endTimeUnixNano: '1795334117896912896',
    ...over,
  };
}

/** A document of one resource with these spans. */
export function otlp(spans: object[], resource: object[] = []) {
  return { resourceSpans: [{ resource: { attributes: resource }, scopeSpans: [{ scope: { name: 'lua' }, spans }] }] };
}
