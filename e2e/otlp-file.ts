/** A gateway's span with as many below it as wanted, as OTLP JSON. */
export function otlpFile(name: string, children: number) {
  const span = (at: number) => ({
    traceId: 'a05f520b4ea194a2e740ba308c7e531e',
    spanId: (at + 1).toString(16).padStart(16, '0'),
    parentSpanId: at === 0 ? '' : '0000000000000001',
    name: at === 0 ? 'GET /orders/*' : `step ${at}`,
    kind: at === 0 ? 2 : 1,
    startTimeUnixNano: String(1_795_334_117_000_000_000n + BigInt(at) * 1_000_000n),
    endTimeUnixNano: String(1_795_334_118_000_000_000n + BigInt(at) * 1_000n),
    attributes: [{ key: 'apisix.route_id', value: { stringValue: 'home' } }],
  });
  const spans = Array.from({ length: children + 1 }, (_, at) => span(at));
  const body = JSON.stringify({ resourceSpans: [{ resource: {}, scopeSpans: [{ spans }] }] });
  return { name, mimeType: 'application/json', buffer: Buffer.from(body) };
}
