/** Long enough that its list is parsed in pieces, as those of large traces are. */
const spanCount = 400;

/**
 * A made-up trace as OTLP JSON, to be read once before a file comes: the engine's code has been compiled by then, which
 * takes longer than reading a small trace.
 */
export function rehearsalText(): string {
  const spans = Array.from({ length: spanCount }, (_, at) => ({
    traceId: 'f'.repeat(32),
    spanId: idOf(at),
    parentSpanId: at === 0 ? '' : idOf(Math.floor((at - 1) / 3)),
    name: `GET /${at}`,
    kind: 1 + (at % 5),
    startTimeUnixNano: `${1_700_000_000_000_000_000n + BigInt(at) * 1_000n}`,
    endTimeUnixNano: `${1_700_000_000_001_000_000n + BigInt(at) * 1_000n}`,
    attributes: [
      { key: 'http.request.method', value: { stringValue: 'GET' } },
      { key: 'http.response.status_code', value: { intValue: at % 9 === 0 ? '500' : '200' } },
    ],
    status: { code: at % 9 === 0 ? 2 : 0 },
  }));
  const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'rehearsal' } }] };
  return JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ scope: {}, spans }] }] });
}

function idOf(at: number): string {
  return (at + 1).toString(16).padStart(16, '0');
}
