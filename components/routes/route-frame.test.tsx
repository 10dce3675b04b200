import { act, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { clockStore } from '@/components/time-range/clock';
import { renderScreen, stubLayout } from '@/components/traces/test-screen';
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

test('a plugin that somebody else switched is told when the calls are read again', async () => {
  let status = 'on';
  const plugin = { offReason: null, inForce: [], copies: [], sampling: null, limited: false, consumers: [] };
  vi.stubGlobal('fetch', async () =>
    Response.json({
      summary: route(1),
      flow: {},
      opentelemetry: { ...plugin, status: 'off', offReason: 'absent' },
      prometheus: { ...plugin, status },
    }),
  );
  renderScreen(<RouteFrame routeId="r1">calls</RouteFrame>);
  expect(await screen.findByText(/prometheus is on/)).toBeVisible();
  status = 'off';
  act(() => clockStore.tick());
  expect(await screen.findByText(/prometheus is off/)).toBeVisible();
});
