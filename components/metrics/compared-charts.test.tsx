import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { TimeChartProps } from '@/components/charts/time-chart';
import { renderScreen, stubLayout } from '@/components/traces/test-screen';
import type { RouteMetrics } from '@/lib/deepflow/dto';
import { RouteMetricsView } from './route-metrics';

vi.mock('next/navigation', () => ({ useSearchParams: () => new URLSearchParams() }));
vi.mock('@/components/charts/time-chart', () => ({
  TimeChart: ({ title, model }: TimeChartProps) => (
    <p>
      {title}: {JSON.stringify(model.series[0]?.before ?? null)} {model.beforeLabel}
    </p>
  ),
}));

const hourMs = 3_600_000;
const fromMs = Date.UTC(2026, 0, 8);
const toMs = fromMs + hourMs;
const asked: { fromMs: number; toMs: number }[] = [];

/** A range in two buckets, whose rate is the number of hours before the range on screen. */
function metricsOf(startMs: number, isEmpty: boolean): RouteMetrics {
  const hours = (fromMs - startMs) / hourMs;
  const values = isEmpty ? [null, null] : [hours, hours + 0.5];
  return {
    times: [startMs / 1000, startMs / 1000 + 1800],
    stepS: 1800,
    rate: values,
    outcomes: { ok: values, client_error: values, server_error: values, timeout: values, unknown: [0, 0] },
    duration: { p50: values, p90: values, p95: values, p99: values, max: values, average: values },
    slowest: [],
    bytes: { request: values, response: values },
    totals: { calls: isEmpty ? 0 : 3, perSecond: 0, errors: 0, p50Us: 1, p95Us: 1, p99Us: 1 },
    source: 'ebpf',
    attributed: { exact: 0, computed: 3, ambiguous: 0 },
    cut: null,
    keptFromS: null,
    completeToS: null,
    notices: [],
  };
}

let isEarlierEmpty = false;
let doesEarlierFail = false;
/** Of the earlier time only what began then was read, epoch s. */
let earlierSinceS: number | null = null;
/** Of the earlier time only what began then is kept, epoch s. */
let earlierKeptFromS: number | null = null;
/** The earlier time has no answer yet. */
let isEarlierOpen = false;

beforeEach(() => {
  stubLayout();
  asked.length = 0;
  isEarlierEmpty = false;
  doesEarlierFail = false;
  earlierSinceS = null;
  earlierKeptFromS = null;
  isEarlierOpen = false;
  vi.stubGlobal('fetch', async (text: string) => {
    const { pathname, searchParams } = new URL(text, 'http://console');
    if (pathname.endsWith('/changes')) return Response.json({ rows: [], next: null, total: 0, actors: [] });
    // The other parts of the page have tests of their own.
    if (!pathname.endsWith('/metrics')) return new Promise(() => undefined);
    const range = { fromMs: Number(searchParams.get('from')), toMs: Number(searchParams.get('to')) };
    asked.push(range);
    const isEarlier = range.fromMs < fromMs;
    if (isEarlier && isEarlierOpen) return new Promise(() => undefined);
    if (isEarlier && doesEarlierFail)
      return Response.json(
        { title: 'no answer', status: 504, code: 'upstream_timeout', upstream: 'querier' },
        { status: 504 },
      );
    const cut = isEarlier && earlierSinceS !== null ? { counted: 50_000, sinceS: earlierSinceS } : null;
    const keptFromS = isEarlier ? earlierKeptFromS : null;
    return Response.json({ ...metricsOf(range.fromMs, isEarlier && isEarlierEmpty), cut, keptFromS });
  });
});
afterEach(() => vi.unstubAllGlobals());

const show = (rest = '') =>
  renderScreen(<RouteMetricsView gatewayId="prod" routeId="r" />, `?from=${fromMs}&to=${toMs}${rest}`);

test('a choice asks for the same hour of another time, lays it under today’s and is in the address', async () => {
  const { url } = show();
  expect(await screen.findByText(/^Requests: null/)).toBeInTheDocument();
  expect(asked).toHaveLength(1);
  await userEvent.click(screen.getByRole('radio', { name: 'day before' }));
  expect(await screen.findByText('Requests: [24,24.5] a day before')).toBeInTheDocument();
  expect(url.search).toContain('compare=day');
  expect(asked[1]).toEqual({ fromMs: fromMs - 24 * hourMs, toMs: toMs - 24 * hourMs });
  await userEvent.click(screen.getByRole('radio', { name: 'nothing' }));
  await waitFor(() => expect(url.search).not.toContain('compare'));
  expect(screen.getByText(/^Requests: null/)).toBeInTheDocument();
});

test('from another choice nothing is left over while the next one loads', async () => {
  show('&compare=week');
  expect(await screen.findByText('Requests: [168,168.5] a week before')).toBeInTheDocument();
  await userEvent.click(screen.getByRole('radio', { name: 'period before' }));
  expect(await screen.findByText('Requests: [1,1.5] the period before')).toBeInTheDocument();
  expect(screen.queryByText(/\[168/)).not.toBeInTheDocument();
});

test('of another filter nothing is laid under today’s while its own earlier time loads', async () => {
  show('&compare=day&outcome=ok');
  expect(await screen.findByText('Requests: [24,24.5] a day before')).toBeInTheDocument();
  isEarlierOpen = true;
  await userEvent.click(screen.getByRole('button', { name: /^Remove/ }));
  await waitFor(() => expect(asked).toHaveLength(4));
  expect(screen.queryByText(/\[24/)).not.toBeInTheDocument();
});

test('an earlier time without data says so; one that cannot be read breaks nothing of today', async () => {
  isEarlierEmpty = true;
  const { unmount } = show('&compare=week');
  expect(await screen.findByText('There are no data from a week before to compare with.')).toBeInTheDocument();
  expect(screen.getByText(/^Requests: \[null,null\]/)).toBeInTheDocument();
  unmount();
  doesEarlierFail = true;
  show('&compare=day');
  expect(await screen.findByRole('button', { name: /again/i })).toBeInTheDocument();
  expect(screen.getByText(/^Requests: null/)).toBeInTheDocument();
});

test('of an earlier time that was not read whole it is said from when on it is compared, in today’s time', async () => {
  earlierSinceS = fromMs / 1000 - 24 * 3600 + 1800;
  show('&compare=day');
  expect(await screen.findByText(/^Not every call from a day before was read: what lies before .*00:30/)).toBeVisible();
});

test('of an earlier time that is kept in part it is said from when on it is compared, in today’s time', async () => {
  earlierKeptFromS = fromMs / 1000 - 24 * 3600 + 1800;
  show('&compare=day');
  expect(await screen.findByText(/^DeepFlow keeps a part of .* a day before: what lies before .*00:30/)).toBeVisible();
});
