import { act, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { clockStore } from '@/components/time-range/clock';
import { renderScreen, stubLayout } from '@/components/traces/test-screen';
import { RouteConfig } from './route-config';
import { RouteFrame } from './route-frame';
import { route } from './testing-list';

vi.mock('@/components/shell/gateway-context', () => ({ useGateway: () => ({ gateway: { id: 'g', name: 'APISIX' } }) }));
vi.mock('@/components/shell/page-header', () => ({ PageHeader: () => null }));
vi.mock('@/components/plugins/plugin-chip', () => ({
  PluginChip: ({ chip, plugin }: { chip: { status: string }; plugin: string }) => `${plugin} is ${chip.status}`,
}));
vi.mock('./route-tabs', () => ({ RouteTabs: () => null }));
vi.mock('./route-flow', () => ({ RouteFlow: () => null }));
vi.mock('@/components/time-range/time-range-control', () => ({ TimeRangeControl: () => null }));
vi.mock('./route-notices', () => ({ RouteNotices: () => null }));

beforeEach(stubLayout);
afterEach(() => vi.unstubAllGlobals());

const plugin = { offReason: null, inForce: [], copies: [], sampling: null, limited: false, consumers: [] };

function answer(prometheus: 'on' | 'off') {
  return {
    summary: route(1),
    flow: {},
    raw: { id: 'r1', uri: '/orders' },
    readAt: reads,
    opentelemetry: { ...plugin, status: 'off', offReason: 'absent' },
    prometheus: { ...plugin, status: prometheus },
  };
}

let reads = 0;
/** Each as late as `hold` says. */
function stubReads(status: () => 'on' | 'off', hold: () => Promise<unknown> = async () => undefined) {
  reads = 0;
  vi.stubGlobal('fetch', async (_url: string, { signal }: RequestInit) => {
    reads += 1;
    await hold();
    signal?.throwIfAborted();
    return Response.json(answer(status()));
  });
}

test('a plugin that somebody else switched is told when the calls are read again', async () => {
  let status: 'on' | 'off' = 'on';
  stubReads(() => status);
  renderScreen(<RouteFrame routeId="r1">calls</RouteFrame>);
  expect(await screen.findByText(/prometheus is on/)).toBeVisible();
  status = 'off';
  act(() => clockStore.tick());
  expect(await screen.findByText(/prometheus is off/)).toBeVisible();
});

test('a reading that takes longer than the interval arrives; a pause reads nothing', async () => {
  let status: 'on' | 'off' = 'on';
  let goOn: () => void = () => undefined;
  let held: Promise<void> | undefined;
  stubReads(
    () => status,
    async () => held,
  );
  renderScreen(<RouteFrame routeId="r1">calls</RouteFrame>);
  expect(await screen.findByText(/prometheus is on/)).toBeVisible();
  act(() => clockStore.setPaused(true));
  expect(reads).toBe(1);
  status = 'off';
  held = new Promise((resolve) => {
    goOn = resolve;
  });
  const now = vi.spyOn(Date, 'now');
  for (const later of [5000, 10_000, 15_000]) {
    now.mockReturnValue(clockStore.get().tickMs + later);
    act(() => clockStore.tick());
  }
  now.mockRestore();
  goOn();
  expect(await screen.findByText(/prometheus is off/)).toBeVisible();
  expect(reads).toBe(2);
  act(() => clockStore.setPaused(false));
});

test('a route that is read again as it was keeps its YAML on screen', async () => {
  let status: 'on' | 'off' = 'on';
  stubReads(() => status);
  renderScreen(
    <RouteFrame routeId="r1">
      <RouteConfig routeId="r1" />
    </RouteFrame>,
    'format=yaml',
  );
  const line = await screen.findByText('/orders');
  status = 'off';
  act(() => clockStore.tick());
  expect(await screen.findByText(/prometheus is off/)).toBeVisible();
  expect(line).toBeVisible();
});
