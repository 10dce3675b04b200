import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Trace } from '@/lib/deepflow/dto';
import { ProblemError } from '@/lib/http/problem';
import type { TraceEngine } from './engine';
import { hostTraceEngine } from './engine-host';
import type { EnginePort } from './engine-messages';
import { LocalTraceEngine } from './local-engine';
import { spansFrom } from './testing-spans';
import { type EngineWorker, WorkerTraceEngine } from './worker-client';

const spans = spansFrom('a - 0 100\nb a 10 20\nb a 30 40');
const trace: Trace = { callId: '7', startUs: 0, endUs: 100, spans, services: [], notices: [{ kind: 'from_rows' }] };
const lines: MessagePort[] = [];

/** A worker's two ends on one thread; what crosses is cloned and handed over as between threads. */
function engineAcross(): WorkerTraceEngine {
  const { port1, port2 } = new MessageChannel();
  for (const port of [port1, port2]) {
    port.start();
    lines.push(port);
  }
  hostTraceEngine(port2 as unknown as EnginePort);
  return new WorkerTraceEngine(Object.assign(port1, { terminate: () => undefined }) as unknown as EngineWorker);
}

const answer = vi.fn<typeof fetch>();

beforeEach(() => {
  vi.stubGlobal('fetch', answer);
  answer.mockImplementation(async () => Response.json(trace));
});

afterEach(() => {
  vi.unstubAllGlobals();
  for (const port of lines.splice(0)) port.close();
});

const source = { kind: 'url', url: '/api/g/traces/7' } as const;

describe.each([
  ['on this thread', () => new LocalTraceEngine() as TraceEngine],
  ['in a worker', () => engineAcross() as TraceEngine],
])('an engine %s', (_, make) => {
  test('opens a trace, finds in it, and tells a span as it was settled', async () => {
    const engine = make();
    const opened = await engine.open(source);
    expect(opened).toMatchObject({ callId: '7', fileName: null, endUs: 100, notices: [{ kind: 'from_rows' }] });
    expect([...opened.columns.parent]).toEqual([-1, 0, 0]);
    expect([...(await engine.search('OP B'))]).toEqual([1, 2]);
    expect(await engine.span(2)).toMatchObject({ id: 'b#2', parentId: 'a', selfUs: 10, faults: ['equal_id'] });
    expect(await engine.span(0)).toMatchObject({ id: 'a', parentId: null, selfUs: 80 });
  });

  test('does beforehand what it is told to, with or without a trace, and says the same as without', async () => {
    const engine = make();
    engine.prepare('file');
    engine.prepare('search');
    await engine.open(source);
    engine.prepare('search');
    expect([...(await engine.search('op b'))]).toEqual([1, 2]);
    const file = new Blob([JSON.stringify(trace)]);
    expect((await engine.open({ kind: 'file', file, name: 'trace.json' })).columns.count).toBe(3);
    engine.close();
    engine.prepare('search');
  });

  test('goes on after it has handed its columns over', async () => {
    const engine = make();
    await engine.open(source);
    expect(await engine.span(1)).toMatchObject({ parentId: 'a' });
    const exported = JSON.parse(await (await engine.exportAs('json')).text()) as Trace;
    expect(exported.spans.map(({ id }) => id)).toEqual(['a', 'b', 'b#2']);
  });

  test('passes the problem on that the console answered', async () => {
    const problem = { type: 'about:blank', title: 'Slow', status: 504, code: 'upstream_timeout', upstream: 'tracing' };
    answer.mockImplementation(async () => Response.json(problem, { status: 504 }));
    const failure = await make()
      .open(source)
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ProblemError);
    expect(failure).toMatchObject({ problem, isRetryable: true });
  });

  test('refuses with a problem what it cannot answer', async () => {
    const engine = make();
    await expect(engine.span(0)).rejects.toBeInstanceOf(ProblemError);
    await engine.open(source);
    await expect(engine.span(99)).rejects.toMatchObject({ problem: { code: 'not_found' } });
    engine.close();
    await expect(engine.search('a')).rejects.toBeInstanceOf(ProblemError);
  });

  test('gives an opening up when asked to, down to the request', async () => {
    const signals: AbortSignal[] = [];
    answer.mockImplementation((_, init) => {
      const signal = init?.signal as AbortSignal;
      signals.push(signal);
      return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    });
    const abort = new AbortController();
    const opening = make().open(source, abort.signal);
    await vi.waitFor(() => expect(signals).toHaveLength(1));
    abort.abort();
    await expect(opening).rejects.toMatchObject({ name: 'AbortError' });
    await vi.waitFor(() => expect(signals[0]?.aborted).toBe(true));
  });
});

test('a worker that cannot start fails what waits and what is asked later', async () => {
  const listeners = new Map<string, (event: MessageEvent) => void>();
  const engine = new WorkerTraceEngine({
    postMessage: () => undefined,
    addEventListener: (type, listener) => listeners.set(type, listener),
    terminate: () => undefined,
  });
  const waiting = engine.search('a');
  listeners.get('error')?.({ message: 'no script' } as unknown as MessageEvent);
  await expect(waiting).rejects.toMatchObject({ problem: { code: 'internal', detail: 'no script' } });
  await expect(engine.span(0)).rejects.toBeInstanceOf(ProblemError);
});
