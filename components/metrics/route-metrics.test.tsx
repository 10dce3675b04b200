import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { TimeChartProps } from '@/components/charts/time-chart';
import { renderScreen, stubLayout } from '@/components/traces/test-screen';
import type { RouteMetrics } from '@/lib/deepflow/dto';
import { RouteMetricsView } from './route-metrics';

vi.mock('next/navigation', () => ({ useSearchParams: () => new URLSearchParams() }));
// It has tests of its own.
vi.mock('./apisix/apisix-section', () => ({ ApisixMetricsSection: () => null }));
vi.mock('@/components/charts/time-chart', () => ({
  TimeChart: ({ title, marked }: TimeChartProps) => (
    <p>
      {title} {marked ? `${marked.fromMs}–${marked.toMs}` : 'unmarked'}
    </p>
  ),
}));

const fromMs = Date.UTC(2026, 0, 1);
const toMs = fromMs + 3_600_000;
const [t0, t1] = [fromMs + 600_000, fromMs + 1_200_000];
const one = [1, 2];
const metrics: RouteMetrics = {
  times: [fromMs / 1000, fromMs / 1000 + 1800],
  stepS: 1800,
  rate: one,
  outcomes: { ok: one, client_error: one, server_error: one, timeout: one, unknown: one },
  duration: { p50: one, p95: one, p99: one },
  bytes: { request: one, response: one },
  totals: { calls: 3, errors: 0, p50Us: 1, p95Us: 1, p99Us: 1 },
  source: 'ebpf',
  attributed: { exact: 0, computed: 3, ambiguous: 0 },
  cut: null,
  notices: [],
};

beforeEach(() => {
  stubLayout();
  const noChanges = { rows: [], next: null, total: 0, actors: [] };
  vi.stubGlobal('fetch', async (url: string) => Response.json(url.includes('/changes?') ? noChanges : metrics));
});
afterEach(() => vi.unstubAllGlobals());

const show = (sel: string) =>
  renderScreen(<RouteMetricsView gatewayId="prod" routeId="r" />, `?from=${fromMs}&to=${toMs}${sel}`);

test('what was selected on the traces tab is marked in every chart and named, and can be taken away; going back brings it again', async () => {
  const { url } = show(`&sel=${t0},${t1},100000,2000000`);
  expect(await screen.findAllByText(new RegExp(`${t0}–${t1}$`))).toHaveLength(4);
  await userEvent.click(
    screen.getByRole('button', {
      name: 'Remove the filter: Selected in the picture 00:10:00 – 00:20:00 · 100 ms – 2 s',
    }),
  );
  await waitFor(() => expect(screen.getAllByText(/unmarked$/)).toHaveLength(4));
  expect(url.search).not.toContain('sel=');
  expect(url.history).toBe('push');
});

test('the marked time becomes the range of the page, and the selection stays', async () => {
  const { url } = show(`&sel=${t0},${t1},100000,2000000`);
  await userEvent.click(await screen.findByRole('button', { name: 'Zoom to the band' }));
  await waitFor(() => expect(url.search).toContain(`from=${t0}&to=${t1}`));
  expect(url.search).toContain('sel=');
  expect(url.history).toBe('push');
});

test('without a selection nothing is marked, and neither is one that lies outside the range', async () => {
  const { unmount } = show('');
  expect(await screen.findAllByText(/unmarked$/)).toHaveLength(4);
  unmount();
  show(`&sel=${fromMs - 2000},${fromMs - 1000},0,5`);
  expect(await screen.findAllByText(/unmarked$/)).toHaveLength(4);
  expect(screen.queryByRole('button', { name: /Remove the filter/ })).not.toBeInTheDocument();
});
