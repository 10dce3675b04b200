import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { renderScreen, stubLayout } from '@/components/traces/test-screen';
import { type MapEdge, type MapNode, noNumbers, type ServiceMap } from '@/lib/deepflow/service-map';
// Loaded by the screen when it is wanted; here beforehand, so that no test waits for it.
import './map-graph';
import { ServiceMapPage } from './service-map';

vi.mock('next/navigation', () => ({ useSearchParams: () => new URLSearchParams('from=now-3h') }));
vi.mock('./edge-course', () => ({ EdgeCourse: ({ edge }: { edge: MapEdge }) => <p>course of {edge.id}</p> }));

const node = (id: string, kind: MapNode['kind'], name: string): MapNode => ({ id, kind, name, members: 1 });
const edge = (from: string, to: string, requests: number, over: Partial<MapEdge> = {}): MapEdge => ({
  id: `${from}>${to}`,
  from,
  to,
  numbers: { ...noNumbers, requests, responses: requests, perSecond: requests / 60, meanUs: 12_000, maxUs: 90_000 },
  point: 's-p',
  source: 'ebpf',
  protocols: ['HTTP'],
  of: 'all',
  ...over,
});
const gateway = node('11.1.apisix', 'gateway', 'apisix');
const orders = node('11.2.orders', 'service', 'orders');
const internet = node('0.0.0.0.0.0', 'internet', '');
const bad = edge(gateway.id, orders.id, 60);
bad.numbers = { ...bad.numbers, serverErrors: 3, timeouts: 3 };
const base: ServiceMap = {
  nodes: [internet, gateway, orders],
  edges: [edge(internet.id, gateway.id, 120), bad],
  counted: { fromMs: 1_771_000_020_000, toMs: 1_771_000_080_000, precision: '1m' },
  keptFromS: null,
  source: 'ebpf',
  route: null,
  notices: [],
};

let answer: (url: URL) => Response | Promise<Response>;
let narrow: boolean;
const asked: URL[] = [];
beforeEach(() => {
  stubLayout();
  asked.length = 0;
  narrow = false;
  answer = () => Response.json(base);
  vi.stubGlobal('matchMedia', () => ({ matches: narrow, addEventListener: vi.fn(), removeEventListener: vi.fn() }));
  vi.stubGlobal('fetch', async (path: string) => {
    const url = new URL(path, 'http://console');
    asked.push(url);
    return answer(url);
  });
});
afterEach(() => vi.unstubAllGlobals());

const show = (search = '') => renderScreen(<ServiceMapPage gatewayId="prod" />, search);
const cells = (row: HTMLElement) =>
  within(row)
    .getAllByRole('cell')
    .map(({ textContent }) => textContent);

test('while it is read, that is said', () => {
  answer = () => new Promise(() => undefined);
  show();
  expect(screen.getByText('Reading the map…')).toBeInTheDocument();
});

test('nodes and edges of the graph are buttons that say their numbers in words', async () => {
  const { url } = show();
  // What is not laid out has no name by its role in jsdom.
  const nodeButton = (id: string) => document.querySelector<HTMLElement>(`button[data-node="${id}"]`);
  await waitFor(() => expect(nodeButton('11.2.orders')).toHaveTextContent(/^orders ?, service: ?1 \/s · 10 % failed$/));
  expect(nodeButton('0.0.0.0.0.0')).toHaveTextContent(/^Internet ?, clients: ?2 \/s$/);
  nodeButton('11.2.orders')?.focus();
  await userEvent.keyboard('{Enter}');
  expect(url.search).toContain('focus=11.2.orders');
  const pane = await screen.findByRole('complementary', { name: 'Details of orders' });
  expect(within(pane).getByText('60 requests · 0 client errors · 3 server errors · 3 timeouts')).toBeVisible();
  expect(within(pane).getByRole('link', { name: 'Routes that name it' })).toHaveAttribute(
    'href',
    '/prod/routes?q=orders&from=now-3h',
  );
  expect(within(pane).getByText('It was seen to call nothing.')).toBeVisible();
  await userEvent.keyboard('{Escape}');
  expect(screen.queryByRole('complementary')).not.toBeInTheDocument();
});

test('the same is a table, sorted as wished; a row leads to the edge and its course', async () => {
  const { url } = show('?view=table');
  const rows = async () => (await screen.findAllByRole('row')).slice(1).map(cells);
  expect(await rows()).toEqual([
    ['Internet', 'apisix', '2 /s', '0 %', '12 ms', '90 ms', '120', '0', '0', '0', 'HTTP', 's-p · eBPF'],
    ['apisix', 'orders', '1 /s', '10 %', '12 ms', '90 ms', '60', '0', '3', '3', 'HTTP', 's-p · eBPF'],
  ]);
  await userEvent.click(screen.getByRole('button', { name: 'Failed' }));
  expect((await rows()).map(([from]) => from)).toEqual(['apisix', 'Internet']);
  expect(screen.getByRole('columnheader', { name: 'Failed' })).toHaveAttribute('aria-sort', 'descending');
  await userEvent.click(screen.getByRole('button', { name: 'Connection from apisix to orders 1 /s' }));
  expect(new URLSearchParams(url.search).get('edge')).toBe('11.1.apisix>11.2.orders');
  const pane = await screen.findByRole('complementary', { name: 'Connection from apisix to orders' });
  expect(within(pane).getByText('HTTP · Counted at s-p (eBPF).')).toBeVisible();
  expect(await within(pane).findByText('course of 11.1.apisix>11.2.orders')).toBeVisible();
});

test('a link to what is not on the map says so', async () => {
  show('?view=table&focus=11.9.gone');
  expect(await screen.findByText('It is not on the map of this range.')).toBeVisible();
  expect(screen.queryByRole('complementary')).not.toBeInTheDocument();
});

test('the choice of a route stays while its map is read', () => {
  answer = () => new Promise(() => undefined);
  show('?route=r1');
  expect(screen.getByRole('button', { name: 'r1' })).toBeVisible();
});

test('a narrow screen begins with the table', async () => {
  narrow = true;
  show();
  expect(await screen.findByRole('table')).toBeVisible();
  expect(screen.getByRole('radio', { name: 'Table' })).toBeChecked();
});

test('search counts, filters the table, and steps to what it found', async () => {
  const { url } = show('?view=table');
  await userEvent.type(await screen.findByRole('searchbox', { name: 'Find a service or client' }), 'ord{Enter}');
  await waitFor(() => expect(url.search).toContain('focus=11.2.orders'));
  expect(screen.getByText('1 of 1')).toBeVisible();
  expect(screen.getAllByRole('row')).toHaveLength(2 + 2);
});

test('of one route it is said what its edges are made of, what is of all traffic, and where its calls are', async () => {
  const stock = node('11.3.stock', 'service', 'stock');
  const client = node('client.203.0.113.7', 'address', '203.0.113.7');
  answer = () =>
    Response.json({
      ...base,
      nodes: [client, gateway, orders, stock],
      edges: [
        edge(client.id, gateway.id, 7, { of: 'route', point: null }),
        edge(gateway.id, orders.id, 7, { of: 'route', point: null }),
        edge(orders.id, stock.id, 900),
      ],
      route: {
        id: 'r/1',
        name: 'orders route',
        attributed: { exact: 4, computed: 3, ambiguous: 2 },
        withoutUpstream: 0,
        sinceS: null,
        keptFromS: null,
      },
    } satisfies ServiceMap);
  show('?view=table&route=r%2F1&edge=client.203.0.113.7%3E11.1.apisix');
  expect(await screen.findByText(/7 calls of this route counted one by one: 4 exactly its own/)).toHaveTextContent(
    /2 more could also be another route’s, so not counted/,
  );
  expect(asked.at(-1)?.searchParams.get('route')).toBe('r/1');
  expect(screen.getByText('all traffic · s-p · eBPF')).toBeVisible();
  const pane = await screen.findByRole('complementary', { name: /203.0.113.7 to apisix/ });
  expect(within(pane).getByRole('link', { name: 'Its calls' })).toHaveAttribute(
    'href',
    '/prod/routes/r%2F1/traces?client=203.0.113.7&from=now-3h',
  );
  expect(within(pane).queryByText(/^course of/)).not.toBeInTheDocument();
});

test('where the range begins before what DeepFlow has, it is said, of the map and of the route’s calls', async () => {
  answer = () =>
    Response.json({
      ...base,
      keptFromS: 1_771_000_040,
      route: {
        id: 'r1',
        name: 'orders route',
        attributed: { exact: 4, computed: 0, ambiguous: 0 },
        withoutUpstream: 0,
        sinceS: null,
        keptFromS: 1_771_000_050,
      },
    } satisfies ServiceMap);
  show('?view=table&route=r1');
  const said = await screen.findByText(/DeepFlow’s metrics have nothing from before .*: the map is of the time since/);
  expect(said).toHaveTextContent(
    /DeepFlow keeps no calls from before .*: the route’s own connections are of the time since/,
  );
});

test.each([
  ['nothing watches the gateway', { nodes: [], edges: [], source: null }, 'DeepFlow sees nothing of this gateway'],
  ['nothing came', { nodes: [gateway], edges: [] }, 'No traffic in this range'],
  [
    'nothing is kept',
    { nodes: [gateway], edges: [], notices: ['not_kept'] as const },
    'DeepFlow has nothing of this time range',
  ],
  [
    'nothing is kept of when the gateway was called',
    { nodes: [], edges: [], source: null, notices: ['not_kept'] as const },
    'DeepFlow has nothing of this time range',
  ],
])('an empty map says why: %s', async (_why, part, title) => {
  answer = () => Response.json({ ...base, ...part });
  show();
  expect(await screen.findByRole('heading', { name: title })).toBeVisible();
});

test('a problem is said with its reason, and tried again', async () => {
  answer = () =>
    Response.json(
      { type: 'about:blank', title: 'no', status: 504, code: 'upstream_timeout', upstream: 'querier' },
      { status: 504 },
    );
  show();
  expect(await screen.findByRole('alert')).toHaveAttribute('data-code', 'upstream_timeout');
  answer = () => Response.json(base);
  await userEvent.click(screen.getByRole('button', { name: /again/ }));
  expect(await screen.findByRole('button', { name: /^orders/, hidden: true })).toBeInTheDocument();
});

test('without DeepFlow the way leads to the status page', async () => {
  answer = () =>
    Response.json(
      { type: 'about:blank', title: 'no', status: 501, code: 'not_configured', upstream: 'querier' },
      { status: 501 },
    );
  show();
  expect(await screen.findByRole('heading', { name: 'This gateway has no DeepFlow' })).toBeVisible();
  expect(screen.getByRole('link', { name: 'Open the status page' })).toHaveAttribute(
    'href',
    '/prod/status?from=now-3h',
  );
});
