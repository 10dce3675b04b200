import { screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { renderScreen, stubLayout } from '@/components/traces/test-screen';
import type { CallNotice, RouteMetrics } from '@/lib/deepflow/dto';
import { RouteRed } from './route-red';

vi.mock('next/navigation', () => ({ useSearchParams: () => new URLSearchParams() }));

const none: (number | null)[] = [];
const empty: RouteMetrics = {
  times: [],
  stepS: 60,
  rate: none,
  outcomes: { ok: none, client_error: none, server_error: none, timeout: none, unknown: none },
  duration: { p50: none, p90: none, p95: none, p99: none, max: none, average: none },
  slowest: [],
  bytes: { request: none, response: none },
  keptFromS: null,
  completeToS: null,
  totals: { calls: 0, perSecond: 0, errors: 0, p50Us: null, p95Us: null, p99Us: null },
  source: 'ebpf',
  attributed: { exact: 0, computed: 0, ambiguous: 0 },
  cut: null,
  notices: [],
};

let notices: CallNotice[];
beforeEach(() => {
  stubLayout();
  vi.stubGlobal('fetch', async () => Response.json({ ...empty, notices }));
});
afterEach(() => vi.unstubAllGlobals());

const show = () => renderScreen(<RouteRed gatewayId="prod" routeId="r" />);

test('a route that was watched and not called had no requests', async () => {
  notices = ['no_otel'];
  show();
  expect(await screen.findByText('no call in this range')).toBeVisible();
  expect(screen.getByText('Requests').closest('dl')).toHaveTextContent('0');
});

test.each<[CallNotice[], string]>([
  [['no_ebpf', 'no_otel'], 'DeepFlow sees nothing of this gateway'],
  [['not_kept'], 'DeepFlow keeps nothing of this time range'],
])('where nothing is known of its calls (%s) that is said, and not that there were none', async (why, title) => {
  notices = why;
  show();
  expect(await screen.findByText(title)).toBeVisible();
  expect(screen.queryByText('no call in this range')).not.toBeInTheDocument();
});
