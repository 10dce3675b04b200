import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { TimeChartProps } from '@/components/charts/time-chart';
import { renderScreen, stubLayout } from '@/components/traces/test-screen';
import type { RouteMetrics } from '@/lib/deepflow/dto';
import { RouteMetricsView } from './route-metrics';

vi.mock('next/navigation', () => ({ useSearchParams: () => new URLSearchParams() }));
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

const asked: string[] = [];

beforeEach(() => {
  stubLayout();
  asked.length = 0;
  // Breakdowns have their own test, and are still on their way in this one.
  vi.stubGlobal('fetch', async (url: string) => {
    asked.push(url);
    return url.includes('/breakdown') ? new Promise(() => undefined) : Response.json(metrics);
  });
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

test('charts and breakdowns are of the calls that pass the filters of the address; a chip takes one away', async () => {
  const { url } = show('&status=503&method=GET&endpoint=/p/{id}');
  await screen.findAllByText(/unmarked$/);
  const of = (name: string) => asked.findLast((one) => one.includes(`/${name}?`));
  for (const name of ['metrics', 'breakdown'])
    expect(of(name)).toContain('method=GET&status=503&endpoint=%2Fp%2F%7Bid%7D');
  await userEvent.click(screen.getByRole('button', { name: 'Remove the filter: Method GET' }));
  await waitFor(() => expect(of('metrics')).not.toContain('method='));
  await waitFor(() => expect(of('breakdown')).not.toContain('method='));
  expect(url.search).toContain('status=503');
});

test('filters that let no call through can be seen and cleared', async () => {
  vi.stubGlobal('fetch', async () =>
    Response.json({
      ...metrics,
      totals: { ...metrics.totals, calls: 0 },
      attributed: { exact: 0, computed: 0, ambiguous: 0 },
    }),
  );
  const { url } = show('&outcome=timeout');
  expect(await screen.findByRole('button', { name: 'Remove the filter: Outcome Timeout' })).toBeVisible();
  expect(await screen.findByText(/none that match what is chosen above/)).toBeVisible();
  await userEvent.click(screen.getByRole('button', { name: 'Clear filters' }));
  await waitFor(() => expect(url.search).not.toContain('outcome'));
});
