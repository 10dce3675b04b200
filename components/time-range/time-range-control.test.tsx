import { act, fireEvent, renderHook, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { renderScreen } from '@/components/traces/test-screen';
import { clockStore } from './clock';
import { TimeRangeControl } from './time-range-control';
import { useAutoRefresh } from './use-auto-refresh';

vi.mock('next/navigation', () => ({
  usePathname: () => '/prod/routes/1',
  useSearchParams: () => new URLSearchParams(),
}));

beforeEach(() => {
  // jsdom knows no popovers: they are simply open.
  HTMLElement.prototype.hidePopover = () => undefined;
});
afterEach(() => {
  vi.useRealTimers();
  clockStore.setPaused(false);
});

/** Opens the picker as the platform would. */
function openPicker(): void {
  const [layer] = screen.getAllByRole('dialog', { hidden: true });
  if (layer) fireEvent(layer, Object.assign(new Event('beforetoggle'), { newState: 'open' }));
}

test('a preset goes to the address as a new entry, and the control says it', async () => {
  const { url } = renderScreen(<TimeRangeControl />, '?refresh=30s');
  openPicker();
  await userEvent.click(screen.getByText('Last 3 hours'));
  await waitFor(() => expect(url).toEqual({ search: '?refresh=30s&from=now-3h', history: 'push' }));
  expect(screen.getByRole('button', { name: 'Choose the time range, now: Last 3 hours' })).toBeVisible();
});

test('a fixed range whose end is not after its start is refused in words, and nothing changes', async () => {
  const { url } = renderScreen(<TimeRangeControl />, '?from=1767225600000&to=1767229200000');
  openPicker();
  expect(screen.getByLabelText('From')).toHaveValue('2026-01-01T00:00');
  const end = screen.getByLabelText('To');
  await userEvent.clear(end);
  await userEvent.type(end, '2025-12-31T10:00');
  await userEvent.click(screen.getByText('Show this range'));
  expect(screen.getByText('The end must come after the start.')).toBeInTheDocument();
  expect(url.search).toBe('?from=1767225600000&to=1767229200000');
});

test('a fixed range names its year where that is not the present one', () => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2026, 5, 1) });
  const day = (year: number) => Date.UTC(year, 0, 2);
  const of = (year: number) => `?from=${day(year)}&to=${day(year) + 3_600_000}`;
  const { unmount } = renderScreen(<TimeRangeControl />, of(2025));
  expect(screen.getByRole('button', { name: /^Choose the time range/ })).toHaveTextContent(
    'Jan 2, 2025, 00:00 – 01:00',
  );
  unmount();
  renderScreen(<TimeRangeControl />, of(2026));
  expect(screen.getByRole('button', { name: /^Choose the time range/ })).toHaveTextContent('Jan 2, 00:00 – 01:00');
});

test('the zone is named', () => {
  renderScreen(<TimeRangeControl />);
  openPicker();
  expect(screen.getByText('Times are in UTC (UTC).')).toBeInTheDocument();
});

test('a refresh can be paused and resumed, and a fixed range has none', async () => {
  const { unmount } = renderScreen(<TimeRangeControl />, '?refresh=10s');
  await userEvent.click(screen.getByRole('button', { name: 'Pause the automatic refresh' }));
  expect(clockStore.get().isPaused).toBe(true);
  await userEvent.click(screen.getByRole('button', { name: 'Go on refreshing' }));
  expect(clockStore.get().isPaused).toBe(false);
  unmount();
  renderScreen(<TimeRangeControl />, '?refresh=10s&from=1767225600000&to=1767229200000');
  expect(screen.queryByRole('button', { name: 'Pause the automatic refresh' })).not.toBeInTheDocument();
});

test('the clock moves at each interval while the page is in sight, and not after it is turned off', () => {
  vi.useFakeTimers();
  clockStore.tick();
  const start = clockStore.get().tickMs;
  const { rerender } = renderHook(({ ms }) => useAutoRefresh(ms), { initialProps: { ms: 10_000 } });
  act(() => void vi.advanceTimersByTime(25_000));
  expect(clockStore.get().tickMs).toBe(start + 20_000);
  const visibility = vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden');
  act(() => void vi.advanceTimersByTime(30_000));
  expect(clockStore.get().tickMs).toBe(start + 20_000);
  visibility.mockRestore();
  act(() => void document.dispatchEvent(new Event('visibilitychange')));
  expect(clockStore.get().tickMs).toBe(start + 55_000);
  rerender({ ms: 0 });
  act(() => void vi.advanceTimersByTime(60_000));
  expect(clockStore.get().tickMs).toBe(start + 55_000);
});
