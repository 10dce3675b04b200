import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { decodeOtlp } from '@/sandbox/apisix/gateway/testing/decode-otlp';
import { type ExportMetadata, SpanExporter } from './exporter';
import type { GatewaySpan } from './message';

const span: GatewaySpan = {
  traceId: '0af7651916cd43dd8448eb211c80319c',
  spanId: 'b7ad6b7169203331',
  parentSpanId: '',
  traceState: '',
  name: 'GET /',
  startUs: 1_795_334_131_441_164,
  endUs: 1_795_334_131_441_165,
  attributes: [],
  error: null,
};

let sent: { url: string; spans: number }[];
let answer: () => Promise<Response>;

beforeEach(() => {
  vi.useFakeTimers();
  sent = [];
  answer = async () => new Response();
  vi.stubGlobal('fetch', (url: string, { body }: { body: Uint8Array }) => {
    const { resourceSpans } = decodeOtlp(body) as { resourceSpans: { scopeSpans: { spans: [] }[] }[] };
    sent.push({ url, spans: resourceSpans[0]?.scopeSpans[0]?.spans.length ?? 0 });
    return answer();
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function exporter(batch: ExportMetadata['batch_span_processor'], spans: number): SpanExporter {
  const made = new SpanExporter({ batch_span_processor: batch ?? {} });
  for (let n = 0; n < spans; n++) made.add(span);
  return made;
}

test('a batch leaves at the first tick at which its first span is old enough', async () => {
  exporter({ inactive_timeout: 2, batch_timeout: 5 }, 3);
  await vi.advanceTimersByTimeAsync(5_900);
  expect(sent).toEqual([]);
  await vi.advanceTimersByTimeAsync(200);
  expect(sent).toEqual([{ url: 'http://127.0.0.1:4318/v1/traces', spans: 3 }]);
});

test('a full batch leaves at once, and a full queue drops what comes', async () => {
  answer = () => new Promise(() => {});
  exporter({ max_export_batch_size: 2, max_queue_size: 5 }, 9);
  expect(sent.map(({ spans }) => spans)).toEqual([2, 2]);
});

test('a collector that refuses is asked three times, and the spans are gone then', async () => {
  answer = async () => new Response(null, { status: 503 });
  exporter({ max_export_batch_size: 1 }, 1);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(sent).toHaveLength(3);
});

test('closing sends what is queued, and nothing after', async () => {
  const made = exporter({}, 2);
  await made.close();
  made.add(span);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(sent.map(({ spans }) => spans)).toEqual([2]);
});

test('any number of batches waits for the next attempt without a warning, and closing ends the wait of each', async () => {
  const warned = vi.fn();
  process.on('warning', warned);
  answer = async () => new Response(null, { status: 503 });
  const made = exporter({ max_export_batch_size: 1 }, 20);
  await vi.advanceTimersByTimeAsync(1);
  expect(sent).toHaveLength(20);
  await made.close();
  expect(sent).toHaveLength(40);
  expect(warned).not.toHaveBeenCalled();
  process.off('warning', warned);
});
