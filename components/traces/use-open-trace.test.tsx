import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { renderHook, waitFor } from '@testing-library/react';
import { type ReactNode, StrictMode } from 'react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Trace } from '@/lib/deepflow/dto';
import { telemetryKeys } from '@/lib/deepflow/queries';
import type { TraceToOpen } from '@/lib/telemetry/trace/trace-query';
import { testSpan } from './test-spans';
import { useOpenTrace } from './use-open-trace';

const answer = vi.fn<typeof fetch>();

beforeEach(() => {
  vi.stubGlobal('fetch', answer);
  answer.mockReset();
  answer.mockImplementation(async (url) => Response.json(traceOf(String(url).split('/').at(-1) ?? '')));
});

afterEach(() => vi.unstubAllGlobals());

function traceOf(callId: string): Trace {
  return { callId, startUs: 0, endUs: 0, spans: [testSpan({ id: `span-${callId}` })], services: [], notices: [] };
}

function show(first: TraceToOpen | null) {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const wrapper = ({ children }: { children: ReactNode }) => (
    <StrictMode>
      <QueryClientProvider client={client}>{children}</QueryClientProvider>
    </StrictMode>
  );
  const hook = renderHook(({ trace }) => useOpenTrace(trace), { wrapper, initialProps: { trace: first } });
  return { ...hook, client };
}

const call: TraceToOpen = { kind: 'call', gatewayId: 'g', callId: '7' };

test('a call’s trace is read from the console and its spans stay with the engine', async () => {
  const { result } = show(call);
  await waitFor(() => expect(result.current.data).toBeDefined());
  expect(answer.mock.calls.at(-1)?.[0]).toBe('/api/g/traces/7');
  expect(result.current.data?.opened.tables.ids).toEqual(['span-7']);
  expect(await result.current.data?.engine.span(0)).toMatchObject({ id: 'span-7' });
});

test('an engine is closed when its trace is no longer shown', async () => {
  const { result, unmount } = show(call);
  await waitFor(() => expect(result.current.data).toBeDefined());
  const engine = result.current.data?.engine;
  unmount();
  await waitFor(() => expect(engine?.span(0)).rejects.toMatchObject({ problem: { code: 'conflict' } }));
});

test('another trace, and the same read anew, come with another engine; the one before is closed', async () => {
  const { result, rerender, client } = show(call);
  await waitFor(() => expect(result.current.data).toBeDefined());
  const first = result.current.data?.engine;
  await client.invalidateQueries({ queryKey: telemetryKeys.trace('g', '7') });
  await waitFor(() => expect(result.current.data?.engine).not.toBe(first));
  const second = result.current.data?.engine;
  await waitFor(() => expect(first?.span(0)).rejects.toMatchObject({ problem: { code: 'conflict' } }));
  expect(await second?.span(0)).toMatchObject({ id: 'span-7' });
  rerender({ trace: { kind: 'call', gatewayId: 'g', callId: '8' } });
  await waitFor(() => expect(result.current.data?.opened.callId).toBe('8'));
  await waitFor(() => expect(second?.span(0)).rejects.toMatchObject({ problem: { code: 'conflict' } }));
});

test('a problem is the query’s, and reading again can end it', async () => {
  answer.mockImplementationOnce(async () =>
    Response.json({ type: 'about:blank', title: 'Gone', status: 404, code: 'not_found' }, { status: 404 }),
  );
  const { result } = show(call);
  await waitFor(() => expect(result.current.error?.problem.code).toBe('not_found'));
  await result.current.refetch();
  await waitFor(() => expect(result.current.data?.opened.callId).toBe('7'));
});

test('nothing is opened while there is nothing to open', () => {
  const { result } = show(null);
  expect(result.current.isFetching).toBe(false);
  expect(answer).not.toHaveBeenCalled();
});
