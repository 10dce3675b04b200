import { QueryClientProvider } from '@tanstack/react-query';
import { render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { NextIntlClientProvider } from 'next-intl';
import { withNuqsTestingAdapter } from 'nuqs/adapters/testing';
import { beforeEach, expect, test, vi } from 'vitest';
import { GatewayProvider } from '@/components/shell/gateway-context';
import { TooltipProvider } from '@/components/ui/tooltip';
import type { PluginChip } from '@/lib/apisix/plugins-in-force';
import type { ChangeItem, ChangeSummary } from '@/lib/changes/dto';
import changes from '@/lib/i18n/messages/en/changes.json';
import common from '@/lib/i18n/messages/en/common.json';
import plugins from '@/lib/i18n/messages/en/plugins.json';
import problems from '@/lib/i18n/messages/en/problems.json';
import shell from '@/lib/i18n/messages/en/shell.json';
import { getQueryClient } from '@/lib/query/client';
import { ChangePage } from './change-page';
import { ChangesPage } from './changes-page';
import { testChange, testCounts, testItem, testOutcomes } from './testing-changes';
// What is loaded when it is asked for is here already: a test waits for no module.
import './dialect-text';

const push = vi.fn();
vi.mock('next/navigation', () => ({ useRouter: () => ({ push }), usePathname: () => '/g/changes' }));

const chipOn: PluginChip = {
  status: 'on',
  offReason: null,
  from: 'route',
  twice: false,
  sampling: { name: 'always_on' },
  someConsumers: false,
};
let change: ChangeSummary;
let items: ChangeItem[];
const posts: { path: string; body: unknown }[] = [];
const answers: Record<string, () => Response> = {};

beforeEach(() => {
  getQueryClient().clear();
  posts.length = 0;
  for (const path of Object.keys(answers)) delete answers[path];
  vi.stubGlobal(
    'ResizeObserver',
    class {
      observe() {}
      disconnect() {}
    },
  );
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(600);
  vi.stubGlobal('fetch', async (input: string, init?: RequestInit) => {
    const url = new URL(input, 'http://console');
    const path = url.pathname.replace('/api/g/changes', '');
    if (init?.method === 'POST') posts.push({ path, body: JSON.parse(String(init.body)) });
    const answer = answers[path];
    if (answer) return answer();
    if (path.endsWith('/items')) {
      const outcome = url.searchParams.get('outcome');
      const offset = Number(url.searchParams.get('offset') ?? 0);
      const limit = Number(url.searchParams.get('limit') ?? 100);
      const rows = items.filter((item) => outcome === null || item.outcome === outcome);
      return Response.json({ rows: rows.slice(offset, offset + limit), offset, matched: rows.length });
    }
    if (path === '') return Response.json({ rows: [change], next: null, total: 1, actors: ['ann'] });
    return Response.json(change);
  });
});

function show(page: 'list' | 'one', searchParams = '') {
  const gateway = { id: 'g', name: 'G' };
  return render(
    <NextIntlClientProvider locale="en" messages={{ changes, common, plugins, problems, shell }} timeZone="UTC">
      <QueryClientProvider client={getQueryClient()}>
        <TooltipProvider>
          <GatewayProvider value={{ gateway, gateways: [gateway] }}>
            {page === 'list' ? <ChangesPage /> : <ChangePage changeId="c1" />}
          </GatewayProvider>
        </TooltipProvider>
      </QueryClientProvider>
    </NextIntlClientProvider>,
    { wrapper: withNuqsTestingAdapter({ searchParams, hasMemory: true }) },
  );
}

test('a row says who did what where, and Enter opens it', async () => {
  change = testChange({ counts: testCounts({ total: 3, written: 3 }) });
  show('list');
  const row = await screen.findByRole('row', { name: /opentelemetry on, 10 %/ });
  expect(row).toHaveTextContent('orders and 2 more');
  expect(row).toHaveTextContent('ann');
  expect(row).toHaveTextContent('verified');
  row.focus();
  await userEvent.keyboard('{Enter}');
  expect(push).toHaveBeenCalledWith('/g/changes/c1');
});

test('the list and the page of a change count the same as done, and say what that is', async () => {
  change = testChange({
    status: 'stopped',
    counts: testCounts({ total: 14, written: 5, unchanged: 1, failed: 2, skipped: 6 }),
  });
  const { unmount } = show('list');
  const inList = await screen.findByText('6 of 14 done · 2 failed · 6 skipped');
  expect(inList).toHaveAttribute('title', expect.stringContaining('Done: written, or already as wished.'));
  unmount();
  show('one');
  expect(await screen.findByRole('progressbar')).toHaveAttribute('aria-valuetext', '6 of 14 routes done');
  expect(screen.getByText('6 of 14 routes done')).toHaveAttribute('title', 'Done: written, or already as wished.');
});

test('an undo that is refused says why and leads nowhere; one that is planned is opened', async () => {
  change = testChange();
  answers['/c1/undo'] = () =>
    Response.json(
      { type: 'about:blank', title: 'No', status: 409, code: 'conflict', detail: 'Change c9 has written it since.' },
      { status: 409 },
    );
  push.mockClear();
  show('one');
  await userEvent.click(await screen.findByRole('button', { name: /^Undo/ }));
  await waitFor(() => expect(posts).toHaveLength(1));
  expect(push).not.toHaveBeenCalled();
  answers['/c1/undo'] = () => Response.json(testChange({ id: 'u1', status: 'planned', origin: 'undo', undoOf: 'c1' }));
  await userEvent.click(await screen.findByRole('button', { name: /^Undo/ }));
  await waitFor(() => expect(push).toHaveBeenCalledWith('/g/changes/u1'));
});

test('a dry run starts with what is ticked alone, and its button names how many routes that is', async () => {
  change = testChange({
    status: 'planned',
    endedAt: null,
    counts: testCounts({ total: 6, waiting: 5, skipped: 1 }),
    outcomes: testOutcomes({ will_change: 3, twice: 2, blocked: 1 }),
  });
  items = Array.from({ length: 6 }, (_, at) =>
    testItem(at, {
      status: 'waiting',
      outcome: at < 3 ? 'will_change' : at < 5 ? 'twice' : 'blocked',
      reason: at === 5 ? { code: 'managed_by', owner: 'adc' } : null,
    }),
  );
  answers['/c1/start'] = () =>
    Response.json({ ...change, status: 'running', counts: testCounts({ total: 6, waiting: 5, written: 1 }) });
  show('one');
  await screen.findByRole('button', { name: 'Apply to 3 routes' });
  expect(screen.queryByRole('checkbox', { name: 'blocked' })).toBeNull();
  expect(await screen.findByText(/adc manages this object/)).toBeInTheDocument();
  await userEvent.click(screen.getByRole('checkbox', { name: 'would run twice' }));
  await userEvent.click(screen.getByRole('radio', { name: /In steps/ }));
  await userEvent.selectOptions(screen.getByRole('combobox', { name: 'Holds' }), 'for 1 hour');
  await userEvent.click(screen.getByRole('button', { name: 'Apply to 5 routes' }));
  await waitFor(() => expect(posts).toHaveLength(1));
  expect(posts[0]).toMatchObject({
    path: '/c1/start',
    body: { outcomes: ['will_change', 'twice'], options: { steps: [1, 10, 100], halt: { errorRatePoints: 1 } } },
  });
  expect(posts[0]?.body).toHaveProperty('revertAt', expect.any(Number));
  expect(await screen.findByRole('progressbar')).toHaveAttribute('aria-valuenow', '1');
});

test('a dry run says why a route would run twice or inherits, and once what stays in force', async () => {
  const inForce = { ...chipOn, from: 'service' as const };
  change = testChange({
    status: 'planned',
    endedAt: null,
    counts: testCounts({ total: 2, waiting: 1, unchanged: 1 }),
    outcomes: testOutcomes({ twice: 1, inherits: 1 }),
  });
  items = [
    testItem(0, { status: 'waiting', outcome: 'twice', chipBefore: inForce, chipAfter: { ...chipOn, twice: true } }),
    testItem(1, { status: 'unchanged', outcome: 'inherits', chipBefore: inForce, chipAfter: { ...inForce } }),
  ];
  show('one');
  const twice = await screen.findByRole('row', { name: /route 0/ });
  expect(twice).toHaveTextContent('always on · service→thentwice');
  expect(twice).toHaveTextContent('A global rule has the plugin too');
  const inherits = screen.getByRole('row', { name: /route 1/ });
  expect(inherits).toHaveTextContent('There is nothing to write on this route');
  expect(within(inherits).getAllByText('always on · service')).toHaveLength(1);
});

test('an interrupted change says what was and what was not written', async () => {
  change = testChange({ status: 'interrupted', counts: testCounts({ total: 9, written: 4, waiting: 5 }) });
  items = [];
  show('one');
  expect(await screen.findByText(/4 routes were written\. 5 routes were not written/)).toBeInTheDocument();
  expect(screen.getByRole('button', { name: 'Resume' })).toBeInTheDocument();
});

test('a change that halted says which routes became worse, and by how much', async () => {
  const worse = { id: 'r7', name: 'orders', errors: { points: 12, percent: 13 }, latency: null };
  const looked = { routes: 50, judged: 40, lengthMs: 600_000, isCut: false };
  change = testChange({
    status: 'halted',
    options: { steps: [1, 10, 100], waitS: 60, halt: { errorRatePoints: 1, latencyPercent: 20 } },
    reason: { code: 'worsened', overall: null, worse: [worse], count: 3, ...looked },
  });
  items = [];
  show('one');
  expect(await screen.findByText(/3 routes of 40 with enough calls became worse/)).toBeInTheDocument();
  const list = screen.getByRole('list', { name: 'Routes that became worse' });
  expect(list).toHaveTextContent('orders errors rose by 12.0 points, to 13.0 %');
  expect(list).toHaveTextContent('and 2 more routes');
  expect(screen.getByText('when errors rise by 1 point or latency by 20 %')).toBeInTheDocument();
  expect(screen.getByText(/^1 %, 10 %, 100 % of the routes/)).toBeInTheDocument();
  expect(screen.getByRole('link', { name: 'orders' })).toHaveAttribute('href', '/g/routes/r7/metrics');
});

test('a single route shows its difference and reading back in place', async () => {
  change = testChange();
  items = [testItem(0, { verified: false, otherDifferences: ['labels'] })];
  show('one');
  expect(await screen.findByText(/Read back, it is not what was planned/)).toHaveTextContent('labels');
  expect(screen.getByRole('region', { name: /before and after/ })).toHaveTextContent('always_on');
});

test('what could not be read back is not said to differ from the plan', async () => {
  change = testChange();
  const problem = { type: 'about:blank', title: 'Not read', status: 504, code: 'upstream_timeout' } as const;
  items = [testItem(0, { verified: false, problem: { ...problem, detail: 'It could not be read back.' } })];
  show('one');
  expect(await screen.findByText(/It could not be read back/)).toBeInTheDocument();
  expect(screen.queryByText(/it is not what was planned/)).toBeNull();
});

test('the change is written in the language of who owns the routes', async () => {
  change = testChange();
  items = [testItem(0, { objectId: "it's", objectName: 'shop_orders_read' })];
  show('one');
  await userEvent.click(await screen.findByText('The same change elsewhere'));
  const text = await screen.findByRole('region', { name: 'change.sh' });
  expect(text).toHaveTextContent(`/apisix/admin/routes/it'\\''s`);
  await userEvent.click(screen.getByRole('radio', { name: 'ApisixRoute' }));
  expect(await screen.findByRole('region', { name: 'apisix-route.yaml' })).toHaveTextContent('name: read');
});

test('the reason stands in place of a list that cannot be read', async () => {
  answers[''] = () =>
    Response.json({ type: 'about:blank', title: 'Broken', status: 500, code: 'internal' }, { status: 500 });
  show('list');
  expect(await screen.findByRole('button', { name: /again/i })).toBeInTheDocument();
});

test('no change yet teaches where to begin; a filter without a hit offers to clear it', async () => {
  answers[''] = () => Response.json({ rows: [], next: null, total: 0, actors: [] });
  const { unmount } = show('list');
  expect(await screen.findByRole('link', { name: 'Go to the routes' })).toBeInTheDocument();
  unmount();
  show('list', '?plugin=prometheus');
  expect(await screen.findByText('No change matches')).toBeInTheDocument();
});
