import { act, renderHook } from '@testing-library/react';
import { type OnUrlUpdateFunction, withNuqsTestingAdapter } from 'nuqs/adapters/testing';
import { expect, test, vi } from 'vitest';
import { absoluteRange, parseTimeRange } from '@/lib/telemetry/time-range';
import { useTimeRange } from './use-time-range';

function renderAt(searchParams: string) {
  const onUrlUpdate = vi.fn<OnUrlUpdateFunction>();
  const wrapper = withNuqsTestingAdapter({ searchParams, onUrlUpdate, hasMemory: true });
  return { onUrlUpdate, ...renderHook(() => useTimeRange(), { wrapper }) };
}

test('reads the address, and falls back to the last hour when it makes no sense', () => {
  expect(renderAt('?from=now-3h').result.current.chosen).toEqual(parseTimeRange('now-3h', 'now'));
  for (const nonsense of ['', '?from=yesterday', '?from=now&to=now-1h']) {
    const { range } = renderAt(nonsense).result.current;
    expect(range.toMs - range.fromMs).toBe(3_600_000);
  }
});

test('a link from a fixed time until now that has grown beyond what is answered falls back to the last hour', () => {
  const { chosen, range } = renderAt(`?from=${Date.now() - 90 * 86_400_000}&to=now`).result.current;
  expect(chosen).toEqual(parseTimeRange('now-1h', 'now'));
  expect(range.toMs - range.fromMs).toBe(3_600_000);
});

test('all users of the range see the same moment until a refresh moves it', () => {
  const one = renderAt('');
  const other = renderAt('');
  expect(other.result.current.range).toEqual(one.result.current.range);
  const before = one.result.current.range.tickMs;
  vi.setSystemTime(before + 60_000);
  act(() => other.result.current.refresh());
  expect(one.result.current.range.tickMs).toBe(before + 60_000);
  expect(one.result.current.range.toMs).toBe(before + 60_000);
  vi.useRealTimers();
});

test('a chosen range is a new entry in the history', async () => {
  const { result, onUrlUpdate } = renderAt('?refresh=30s');
  await act(async () => result.current.setRange(absoluteRange(1_700_000_000_000, 1_700_000_060_000)));
  await vi.waitFor(() => expect(onUrlUpdate).toHaveBeenCalled());
  const event = onUrlUpdate.mock.lastCall?.[0];
  expect(event?.queryString).toBe('?refresh=30s&from=1700000000000&to=1700000060000');
  expect(event?.options.history).toBe('push');
});

test('the default range stays out of the address', async () => {
  const { result, onUrlUpdate } = renderAt('?from=now-3h');
  await act(async () => result.current.setRange(parseTimeRange('now-1h', 'now')));
  await vi.waitFor(() => expect(onUrlUpdate).toHaveBeenCalled());
  expect(onUrlUpdate.mock.lastCall?.[0].queryString).toBe('');
});

test('undoing goes back step by step to where one came from, and no further', async () => {
  const { result } = renderAt('?from=now-3h');
  const start = result.current.chosen;
  const first = absoluteRange(1_700_000_000_000, 1_700_000_600_000);
  const second = absoluteRange(1_700_000_100_000, 1_700_000_200_000);
  await act(async () => result.current.setRange(first));
  await act(async () => result.current.setRange(second));
  expect(result.current.chosen).toEqual(second);
  await act(async () => result.current.undoRange());
  expect(result.current.chosen).toEqual(first);
  await act(async () => result.current.undoRange());
  await act(async () => result.current.undoRange());
  expect(result.current.chosen).toEqual(start);
});
