import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { TimeChartProps } from '@/components/charts/time-chart';
import { GatewayProvider } from '@/components/shell/gateway-context';
import { renderScreen, stubLayout } from '@/components/traces/test-screen';
import type { DashboardAnswer, DashboardPanel, SeriesPanel } from '@/lib/prometheus/apisix-dashboard';
import type { GrafanaInfo } from '@/lib/prometheus/grafana';
import { ApisixDashboard } from './apisix-dashboard';
import { chartCards } from './dashboard-cards';
import { prepareCard, valueAtEnd } from './prepare-card';

vi.mock('next/navigation', () => ({ useSearchParams: () => new URLSearchParams() }));
vi.mock('@/components/charts/time-chart', () => ({
  TimeChart: ({ title, note, model }: TimeChartProps) => (
    <p>
      {title}: {model.series.map(({ label }) => label).join(', ')} ({note})
      {model.beforeLabel
        ? ` ${model.beforeLabel} ${JSON.stringify(model.series.map(({ before }) => before ?? null))}`
        : null}
    </p>
  ),
}));

const fromMs = Date.UTC(2026, 0, 1);
const toMs = fromMs + 3_600_000;

function panel(series: SeriesPanel['series'], others: SeriesPanel['others'] = null): SeriesPanel {
  return {
    state: 'series',
    times: [fromMs / 1000, fromMs / 1000 + 60],
    stepS: 60,
    series,
    others,
    isCut: false,
    cutBeforeS: null,
  };
}
const of = (labels: Record<string, string>, ...values: (number | null)[]) => ({ labels, values });
const empty = (reason: Extract<DashboardPanel, { state: 'empty' }>['reason']): DashboardPanel => ({
  state: 'empty',
  reason,
});

const routes = { r1: { id: 'r1', name: 'cart' } };
const panels: DashboardAnswer['panels'] = {
  totalRequests: panel([of({}, 10, 1234)]),
  connections: panel([of({ state: 'active' }, 1, 2), of({ state: 'accepted' }, 5, 77)]),
  byCode: panel([of({ code: '404' }, 1, 1), of({ code: '200' }, 3, null)]),
  byRoute: panel([of({ route: 'r1' }, 1, 1), of({}, 1, 1)], { count: 15, values: [9, 9] }),
  byService: {
    state: 'problem',
    problem: { type: 'about:blank', title: 'x', status: 502, code: 'upstream_rejected', upstream: 'prometheus' },
  },
  byConsumer: empty('plugin_off'),
  latency: panel([of({ type: 'request', quantile: '0.99' }, 3, 3), of({ type: 'request', quantile: '0.5' }, 1, 1)]),
  bandwidth: empty('not_scraped'),
  upstreamStatus: empty('no_health_checks'),
  nodeInfo: {
    state: 'samples',
    samples: [{ labels: { instance: 'a:1', hostname: 'host', version: '3.18.0' }, value: 1 }],
  },
};

let asked: URL[] = [];
beforeEach(() => {
  stubLayout();
  asked = [];
  vi.stubGlobal('fetch', async (path: string) => {
    const url = new URL(path, 'http://x');
    asked.push(url);
    if (url.pathname.endsWith('/labels'))
      return Response.json({
        values: { route: ['r1'], service: [], consumer: ['jack'], instance: ['a:1'] },
        isCut: false,
        routes,
      });
    return Response.json({ panels, windowS: 60, scrapeS: 15, routes } satisfies DashboardAnswer);
  });
});
afterEach(() => vi.unstubAllGlobals());

const gateway = { id: 'prod', name: 'Prod' };
const show = (search = '', grafana: GrafanaInfo | null = null) =>
  renderScreen(
    <GatewayProvider value={{ gateway, gateways: [gateway] }}>
      <ApisixDashboard gatewayId="prod" grafana={grafana} />
    </GatewayProvider>,
    `?from=${fromMs}&to=${toMs}${search}`,
  );

test('a panel whose older samples DeepFlow left out says from when on it is, and the way out', async () => {
  const others = fetch;
  vi.stubGlobal('fetch', async (path: string) => {
    if (path.includes('/labels')) return others(path);
    const cut = { ...panel([of({ code: '200' }, null, 3)]), cutBeforeS: fromMs / 1000 + 60 };
    return Response.json({ panels: { ...panels, byCode: cut }, windowS: 60, scrapeS: 15, routes });
  });
  show();
  const [said] = await screen.findAllByText(/^Begins at .*a million samples.*Choose a shorter range or a filter\.$/);
  expect(said).toBeVisible();
});

test('figures show the newest value, charts name routes by their names, and the others are said', async () => {
  show();
  expect(await screen.findByText('1.23 k')).toBeVisible();
  expect(screen.getByText('77')).toBeVisible();
  expect(screen.getByText('since the node started, all nodes added up')).toBeVisible();
  expect(
    screen.getByText(/^Requests by route: cart, no route, 15 others \(2 of 17, the rest as one line\)/),
  ).toBeVisible();
  expect(screen.getByText(/^Requests by status code: 200, 404 /)).toBeVisible();
  expect(screen.getByText(/^Request latency: p50, p99 /)).toBeVisible();
  expect(screen.getByText('3.18.0')).toBeVisible();
});

test('a panel that fails and panels that are empty say why, each with its way out', async () => {
  show();
  expect(await screen.findByText('The PromQL endpoint answered with an error')).toBeVisible();
  expect(screen.getByText('The prometheus plugin is off everywhere')).toBeVisible();
  expect(screen.getByRole('link', { name: 'Open routes' })).toHaveAttribute('href', '/prod/routes');
  expect(screen.getByText('No metrics of the gateway')).toBeVisible();
  expect(screen.getByText('No upstream is checked')).toBeVisible();
});

test('a gateway of which nothing was scraped is said once for each group, not once for each panel', async () => {
  const unscraped = Object.fromEntries(Object.keys(panels).map((key) => [key, empty('not_scraped')]));
  vi.stubGlobal('fetch', async (path: string) => {
    if (path.includes('/labels')) return Response.json({ values: {}, isCut: false, routes });
    return Response.json({ panels: unscraped, windowS: 60, scrapeS: null, routes });
  });
  show();
  await waitFor(() => expect(screen.getAllByText('No metrics of the gateway')).toHaveLength(5));
});

test('filters stand in the address and go along with questions about requests; a value that is not listed stays', async () => {
  const { url } = show('&consumer=gone');
  expect(await screen.findByRole('option', { name: 'cart (r1)' })).toBeInTheDocument();
  expect(screen.getByRole('combobox', { name: 'Consumer' })).toHaveValue('gone');
  await userEvent.selectOptions(screen.getByRole('combobox', { name: 'Route' }), 'r1');
  await waitFor(() => expect(url.search).toContain('route=r1'));
  await waitFor(() => {
    const last = asked.filter(({ searchParams }) => searchParams.has('route'));
    expect(last.map(({ searchParams }) => `${searchParams.get('group')} ${searchParams.get('consumer')}`)).toEqual([
      'requests gone',
      'latency gone',
      'bandwidth gone',
    ]);
  });
  await userEvent.click(screen.getAllByRole('button', { name: 'Clear filters' })[0] as HTMLElement);
  await waitFor(() => expect(url.search).not.toContain('route='));
});

test('metrics of nodes are narrowed by the node alone, and asked once whatever else is chosen; that is said', async () => {
  show('&route=r1&instance=a%3A1');
  await waitFor(() => expect(screen.getAllByText(/Not narrowed by route, service or consumer\./)).toHaveLength(2));
  const ofNodes = asked.filter(({ searchParams }) =>
    ['connections', 'nodes'].includes(searchParams.get('group') ?? ''),
  );
  expect(ofNodes.map(({ searchParams }) => [searchParams.get('route'), searchParams.get('instance')])).toEqual([
    [null, 'a:1'],
    [null, 'a:1'],
  ]);
});

test('a figure is of the end of the range: what was last known long before it is not shown as now', () => {
  const times = [0, 60, 120, 180];
  expect(valueAtEnd([5, 7, null, null], { times, stepS: 60 }, 15)).toBe(7);
  expect(valueAtEnd([5, null, null, null], { times, stepS: 60 }, 15)).toBeNull();
  expect(valueAtEnd([5, null, null, null], { times, stepS: 60 }, 90)).toBe(5);
});

test('of shared dicts the table has all, also those that the chart has no line for', async () => {
  const dict = (name: string, value: number) => ({ labels: { name, instance: 'a:1' }, value });
  Object.assign(panels, {
    sharedDictFree: panel([of({ name: 'full', instance: 'a:1' }, 0.9, 0.9)], { count: 1, values: null }),
    sharedDictSpace: { state: 'samples', samples: [dict('idle', 768), dict('full', 102)] },
    sharedDictCapacity: { state: 'samples', samples: [dict('idle', 1024), dict('full', 1024)] },
  });
  show();
  expect(await screen.findByRole('row', { name: /^idle a:1 .* 25 %$/ })).toBeVisible();
  expect(screen.getByRole('row', { name: /^full a:1 .* 90 %$/ })).toBeVisible();
  expect(
    screen.getByText(/^Shared dict space used: full · a:1 \(the fullest first; 1 of 2, the rest in no line\)/),
  ).toBeVisible();
});

test('without Grafana there is no way to it; with it the link has range and filters; frames are for those who allow them', async () => {
  const { unmount } = show();
  await screen.findByText('1.23 k');
  expect(screen.queryByRole('link', { name: /Grafana/ })).toBeNull();
  unmount();
  const grafana = { url: 'https://grafana.example.com/g', dashboardUid: 'uid', isEmbedded: false };
  const second = show('&route=it%26s', grafana);
  const link = screen.getByRole('link', { name: 'Open in Grafana' });
  expect(link).toHaveAttribute(
    'href',
    `https://grafana.example.com/g/d/uid?from=${fromMs}&to=${toMs}&var-route=it%26s`,
  );
  expect(screen.queryByRole('group', { name: 'Whose panels are shown' })).toBeNull();
  second.unmount();
  show('&panels=grafana', { ...grafana, isEmbedded: true });
  const frames = within(screen.getByRole('region', { name: 'Grafana' })).getAllByTitle(/^Panel \d+/);
  expect(frames[0]).toHaveAttribute('src', expect.stringContaining('/d-solo/uid/apisix?'));
  expect(frames[0]).toHaveAttribute('src', expect.stringContaining('panelId=8'));
});

test('the sum of all codes is a gap where no code has a sample, and holds those that are not shown', () => {
  const words = { single: 'all', without: { route: '', service: '', consumer: '' }, others: String };
  const { series } = prepareCard(
    chartCards.rps,
    panel([of({ code: '200' }, 1, null), of({ code: '404' }, 2, null)], { count: 3, values: [4, null] }),
    { range: { fromMs, toMs }, words, routes: {} },
  );
  expect(series).toMatchObject([{ label: 'all', values: [7, null] }]);
});

test('where what one code has is no number the sum of all codes is a gap, and not the sum of the others', () => {
  const words = { single: 'all', without: { route: '', service: '', consumer: '' }, others: String };
  const context = { range: { fromMs, toMs }, words, routes: {} };
  const codes = [of({ code: '200' }, 1, 1), { ...of({ code: '404' }, null, 2), notNumbers: [0] }];
  expect(prepareCard(chartCards.rps, panel(codes), context).series).toMatchObject([{ values: [null, 3] }]);
  const others = { count: 3, values: [null, 4], notNumbers: [0] };
  expect(prepareCard(chartCards.rps, panel(codes.slice(0, 1), others), context).series).toMatchObject([
    { values: [null, 5] },
  ]);
});

test('a line is named by the labels that tell it from the others, a lone one by all it has', () => {
  const words = { single: '', without: { route: '', service: '', consumer: '' }, others: String };
  const labelsOf = (...series: Record<string, string>[]) =>
    prepareCard(chartCards.sharedDictFree, panel(series.map((labels) => of(labels, 1))), {
      range: { fromMs, toMs },
      words,
      routes: {},
    }).series.map(({ label }) => label);
  expect(labelsOf({ name: 'one', instance: 'a:1' }, { name: 'two', instance: 'a:1' })).toEqual(['one', 'two']);
  expect(labelsOf({ name: 'one', instance: 'a:1' }, { name: 'one', instance: 'b:1' })).toEqual(['a:1', 'b:1']);
  expect(labelsOf({ name: 'one', instance: 'a:1' })).toEqual(['one · a:1']);
});

test('codes of one class have its colour and differ by their dashes', () => {
  const words = { single: '', without: { route: '', service: '', consumer: '' }, others: String };
  const { series } = prepareCard(chartCards.byCode, panel([of({ code: '502' }, 1), of({ code: '500' }, 1)]), {
    range: { fromMs, toMs },
    words,
    routes: {},
  });
  expect(series).toMatchObject([
    { label: '500', colour: '--server-error-solid' },
    { label: '502', colour: '--server-error-solid', dash: [6, 3] },
  ]);
});

test('panels are laid over those of another time, each group asked for once more, but not what a node is at an end', async () => {
  const others = fetch;
  vi.stubGlobal('fetch', async (path: string) => {
    const url = new URL(path, 'http://x');
    const isEarlier = Number(url.searchParams.get('from')) < fromMs;
    if (path.includes('/labels') || !isEarlier) return others(path);
    asked.push(url);
    const then = { ...panel([of({ route: 'r1' }, 7, 8), of({ route: 'gone' }, 9, 9)], { count: 3, values: [5, 5] }) };
    const earlier = { ...then, times: then.times.map((timeS) => timeS - 86_400) };
    const group = url.searchParams.get('group');
    return Response.json({
      panels: group === 'requests' ? { byRoute: earlier } : {},
      windowS: 60,
      scrapeS: 15,
      routes,
    });
  });
  show('&compare=day');
  // What is left over is of other routes then, and a route that was not among the busiest has nothing to compare with.
  expect(
    await screen.findByText(/^Requests by route: .* a day before \[\[7,8\],\[null,null\],\[null,null\]\]$/),
  ).toBeVisible();
  expect(screen.getAllByText('There are no data from a day before to compare with.').length).toBeGreaterThan(0);
  const groups = (isEarlier: boolean) =>
    asked.flatMap(({ searchParams }) =>
      Number(searchParams.get('from')) < fromMs === isEarlier ? (searchParams.get('group') ?? []) : [],
    );
  expect(groups(true).sort()).toEqual(['bandwidth', 'connections', 'latency', 'requests']);
  expect(groups(false).sort()).toEqual(['bandwidth', 'connections', 'latency', 'nodes', 'requests']);
});

test('of a group that draws nothing now no earlier time is asked for', async () => {
  vi.stubGlobal('fetch', async (path: string) => {
    const url = new URL(path, 'http://x');
    asked.push(url);
    if (path.includes('/labels'))
      return Response.json({ values: { route: [], service: [], consumer: [], instance: [] }, isCut: false, routes });
    const isRequests = url.searchParams.get('group') === 'requests';
    return Response.json({ panels: isRequests ? panels : {}, windowS: 60, scrapeS: 15, routes });
  });
  show('&compare=day');
  expect(await screen.findByText(/^Requests by route: .* a day before/)).toBeVisible();
  const earlier = asked.filter(({ searchParams }) => Number(searchParams.get('from')) < fromMs);
  expect(earlier.flatMap(({ searchParams }) => searchParams.get('group') ?? [])).toEqual(['requests']);
});
