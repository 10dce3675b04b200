import { cleanup, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { renderScreen } from '@/components/traces/test-screen';
import { testSpan } from '@/components/traces/test-spans';
import type { Span } from '@/lib/deepflow/dto';
import { ProblemError } from '@/lib/http/problem';
import type { TraceEngine } from '@/lib/telemetry/trace/engine';
import { openedOf } from '@/test/opened-trace';
import { SpanDetails } from './span-details';
import { SpanWords } from './test-words';

vi.mock('next/navigation', () => ({ useSearchParams: () => new URLSearchParams('from=now-3h') }));

const startUs = 1_700_000_000_000_000;
const long = 'x'.repeat(10_000);

const spans: Span[] = [
  testSpan({
    id: 'gw',
    name: 'GET /stock/*',
    service: 'gateway',
    serviceId: 'g',
    startUs,
    endUs: startUs + 10_000,
    routeId: '12',
    rowIds: ['77'],
    traceId: 'abc, def',
    attributes: [
      { name: 'http.method', value: 'GET' },
      { name: 'http.target', value: '/stock/7?a=1' },
      { name: 'apisix.route_name', value: 'stock, all' },
      { name: 'net.host.name', value: 'shop.example' },
      { name: 'k8s.pod.name', value: 'apisix-1' },
      { name: 'note', value: long },
    ],
  }),
  testSpan({ id: 'a', parentId: 'gw', name: 'first', startUs: startUs + 1000, endUs: startUs + 4000, rowIds: ['78'] }),
  testSpan({ id: 'nic', parentId: 'a', kind: 'N', startUs: startUs + 1000, endUs: startUs + 2000 }),
  testSpan({
    id: 'b',
    parentId: 'gw',
    name: 'second',
    startUs: startUs + 5000,
    endUs: startUs + 9000,
    faults: ['doubtful_shift'],
    shiftUs: -32,
    host: 'node-2',
    kind: 'S',
    instance: 'apisix-1',
    attributes: [{ name: 'process_kname', value: 'openresty' }],
  }),
];

beforeEach(() => vi.stubGlobal('fetch', async () => Response.json({}, { status: 404 })));
afterEach(() => vi.unstubAllGlobals());

function show(id: string, over: Partial<TraceEngine> = {}, routeId: string | null = '12') {
  const opened = openedOf(spans);
  const index = (name: string) => opened.tables.ids.indexOf(name);
  const byId = new Map(spans.map((span) => [span.id, span]));
  const engine = {
    span: async (at: number) => byId.get(opened.tables.ids[at] ?? '') as Span,
    ...over,
  } as TraceEngine;
  const onSelect = vi.fn<(index: number) => void>();
  const onClose = vi.fn();
  renderScreen(
    <SpanWords>
      <SpanDetails
        colour={1}
        engine={engine}
        gatewayId="prod"
        index={index(id)}
        onClose={onClose}
        onSelect={onSelect}
        opened={opened}
        routeId={routeId}
      />
    </SpanWords>,
  );
  return { index, onSelect, onClose };
}

const fact = (name: string) => screen.getByText(name, { selector: 'dt' }).nextElementSibling;

test('what the columns hold is there before the engine answers', () => {
  show('gw', { span: () => new Promise(() => undefined) });
  expect(fact('Duration')).toHaveTextContent('10 ms · 100 % of the trace');
  expect(fact('Itself')).toHaveTextContent('3 ms · 30 % of the span');
  expect(screen.getByText('Loading…')).toBeInTheDocument();
});

test('a span that the engine cannot give is a problem of its own, and the rest stays', async () => {
  const problem = { type: 'about:blank', title: 'gone', status: 0, code: 'internal' } as const;
  show('gw', { span: () => Promise.reject(new ProblemError(problem)) });
  expect(await screen.findByRole('alert')).toBeVisible();
  expect(fact('Service')).toHaveTextContent('gateway');
});

test('attributes stand in groups, and the search narrows them and counts', async () => {
  show('gw');
  const http = await screen.findByRole('region', { name: 'HTTP' });
  expect(
    within(http)
      .getAllByRole('term')
      .map((term) => term.textContent),
  ).toEqual(['http.method', 'http.target']);
  expect(screen.getByRole('region', { name: 'Kubernetes' })).toHaveTextContent('apisix-1');
  await userEvent.type(screen.getByRole('searchbox', { name: 'Find an attribute' }), 'STOCK');
  expect(screen.queryByRole('region', { name: 'Kubernetes' })).not.toBeInTheDocument();
  expect(screen.getByText('2 of 6')).toBeVisible();
});

test('a value leads to the route’s calls that share it, in the same range', async () => {
  show('gw');
  const link = (name: string) => screen.getByRole('link', { name: `Show calls with the same ${name}` });
  await screen.findByRole('region', { name: 'HTTP' });
  expect(link('http.method')).toHaveAttribute('href', '/prod/routes/12/traces?method=GET&from=now-3h');
  expect(link('http.target')).toHaveAttribute('href', '/prod/routes/12/traces?path=%2Fstock%2F7&from=now-3h');
  expect(link('net.host.name')).toHaveAttribute('href', '/prod/routes/12/traces?host=shop.example&from=now-3h');
  expect(link('Trace id')).toHaveAttribute('href', '/prod/routes/12/traces?trace=abc&from=now-3h');
  const attr = new URL(link('apisix.route_name').getAttribute('href') ?? '', 'http://x').searchParams.get('attr');
  expect(attr).toBe('apisix.route_name=stock%2C all');
  expect(screen.queryByRole('link', { name: /same note/ })).not.toBeInTheDocument();
});

test('a value of 10,000 characters is cut until it is wanted', async () => {
  show('gw');
  const more = await screen.findByRole('button', { name: 'Show all (10000 characters)' });
  expect(more.parentElement?.textContent?.length).toBeLessThan(500);
  await userEvent.click(more);
  expect(more.parentElement?.textContent?.length).toBeGreaterThan(10_000);
  expect(more).toHaveAttribute('aria-expanded', 'true');
});

test('the raw span is written out when it is wanted', async () => {
  show('gw');
  const raw = await screen.findByText('Raw JSON', { selector: 'summary' });
  expect(screen.queryByText(/"serviceId"/)).not.toBeInTheDocument();
  await userEvent.click(raw);
  expect(await screen.findByText('"serviceId"')).toBeInTheDocument();
});

test('faults are explained: what, why, and what it means; a shift says how far and which host', async () => {
  show('b');
  const note = screen.getByText('Moved, perhaps wrongly').closest('[role=note]');
  expect(note).toHaveTextContent('Here the reason is weak');
  expect(note).toHaveTextContent('The duration is right.');
  expect(
    await screen.findByText(/Drawn 32 µs earlier than recorded: DeepFlow set the clock of node-2 right/),
  ).toBeVisible();
});

test('a parent that is not in the trace is named by its id', async () => {
  show('gw', {
    span: async () => ({ ...(spans[0] as Span), parentId: '00f067aa0ba902b7', faults: ['missing_parent'] }),
  });
  expect(await screen.findByText('00f067aa0ba902b7')).toBeVisible();
  expect(fact('Missing parent')).toHaveTextContent('00f067aa0ba902b7');
  expect(fact('Below its parent because of')).toHaveTextContent('Nothing above it in this trace');
});

test('the spans around it are one key away', async () => {
  const { index, onSelect } = show('b');
  await userEvent.click(screen.getByRole('button', { name: /To its parent: gateway · GET \/stock/ }));
  await userEvent.click(screen.getByRole('button', { name: /To the span before it: webshop · first/ }));
  expect(onSelect.mock.calls).toEqual([[index('gw')], [index('a')]]);
  expect(screen.getByRole('button', { name: 'No span after it' })).toBeDisabled();
  expect(screen.getByRole('button', { name: 'No children' })).toBeDisabled();
});

test('its own time is named by the children it lies between', () => {
  show('gw');
  const gaps = within(screen.getByRole('region', { name: 'Its own time' })).getAllByRole('listitem');
  expect(gaps).toHaveLength(3);
  expect(gaps[1]).toHaveTextContent(/^1 msbetween webshop \(server application\) and webshop \(server application\): /);
  expect(gaps[1]).toHaveTextContent(/(network|own work of the process|network or own work, not told apart)$/);
});

test('the same moment elsewhere: logs close by, metrics around it, and the trace that starts here', async () => {
  show('a');
  const nav = within(await screen.findByRole('navigation', { name: 'Same moment' }));
  expect(nav.getByRole('link', { name: 'Logs' })).toHaveAttribute(
    'href',
    '/prod/routes/12/logs?from=1699999970000&to=1700000031000',
  );
  expect(nav.getByRole('link', { name: 'Metrics' })).toHaveAttribute(
    'href',
    '/prod/routes/12/metrics?from=1699999700000&to=1700000301000',
  );
  expect(nav.getByRole('link', { name: 'Its own trace' })).toHaveAttribute('href', '/prod/traces/78?route=12');
});

test('the profile of the span’s process around it: by its pod, and by its name where eBPF saw it', async () => {
  show('b');
  const link = async () => await screen.findByRole('link', { name: 'Profile' });
  expect(await link()).toHaveAttribute(
    'href',
    '/prod/routes/12/profile?from=1699999970000&to=1700000031000&process=openresty&on=apisix-1',
  );
  cleanup();
  show('a');
  expect(await link()).toHaveAttribute(
    'href',
    '/prod/routes/12/profile?from=1699999970000&to=1700000031000&on=webshop-1',
  );
  cleanup();
  show('nic');
  await screen.findByRole('link', { name: 'Logs' });
  expect(screen.queryByRole('link', { name: 'Profile' })).not.toBeInTheDocument();
});

test('where no route is known, that is why nothing leads on', async () => {
  show('a', {}, null);
  expect(await screen.findByText(/^No route is known for this trace/)).toBeVisible();
});

test('the call’s own span does not offer to open itself; Escape closes', async () => {
  const { onClose } = show('gw');
  await screen.findByRole('navigation', { name: 'Same moment' });
  for (const name of ['Its own trace', 'Trace from here'])
    expect(screen.queryByRole('link', { name })).not.toBeInTheDocument();
  await userEvent.keyboard('{Escape}');
  await waitFor(() => expect(onClose).toHaveBeenCalled());
});

test('how long it took among its peers, in words; a failure of that is its own', async () => {
  const rank = { slowerThan: 0.982, of: 1240, sinceS: 1_700_000_000, untilS: 1_700_003_600 };
  const operation = { service: 'inventory', name: 'GET /stock/*', point: 's-p' };
  vi.stubGlobal('fetch', async () => Response.json({ ...rank, operation }));
  show('gw');
  await screen.findByRole('region', { name: 'HTTP' });
  await waitFor(() =>
    expect(fact('Among its peers')).toHaveTextContent(
      'Slower than 98.2 % of 1,240 other calls of GET /stock/* at inventory in the hour before.',
    ),
  );
});

test('when the rank cannot be read, that alone says so and can be tried again', async () => {
  show('gw');
  await screen.findByRole('region', { name: 'HTTP' });
  await waitFor(() => expect(within(fact('Among its peers') as HTMLElement).getByRole('alert')).toBeVisible());
  expect(within(fact('Among its peers') as HTMLElement).getByRole('button', { name: /again/i })).toBeEnabled();
});
