import { screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { GatewayProvider } from '@/components/shell/gateway-context';
import { RouteCalls } from './route-calls';
import { distributionOf } from './test-distribution';
import { renderScreen, stubLayout } from './test-screen';
import { TracePage } from './trace-page';

let address = new URLSearchParams();
vi.mock('next/navigation', () => ({
  useRouter: () => ({ push: vi.fn() }),
  useSearchParams: () => address,
}));
// The trace is still on its way: the breadcrumb does not wait for it.
vi.mock('./use-open-trace', () => ({ useOpenTrace: () => ({ data: undefined, error: null }) }));
vi.mock('./trace-view', () => ({ prepareTraceView: () => undefined, TraceView: () => null }));

beforeEach(() => {
  stubLayout();
  vi.stubGlobal('fetch', async (path: string) => {
    const isList = new URL(path, 'http://console').pathname.endsWith('/calls');
    return Response.json(
      isList ? { calls: [], cursor: null, source: 'ebpf', otherRoutes: 0, notices: [] } : distributionOf([]),
    );
  });
});
afterEach(() => vi.unstubAllGlobals());

const gateway = { id: 'prod', name: 'Production' };
const list = 'from=now-3h&outcome=timeout&sel=1%2C2%2C3%2C4';

/** The way to the list that a trace names after the list of a route has been left. */
async function wayBack(listRoute: string, trace: string) {
  address = new URLSearchParams(list);
  const view = renderScreen(<RouteCalls gatewayId="prod" routeId={listRoute} />, `?${list}`);
  address = new URLSearchParams(trace);
  view.unmount();
  renderScreen(
    <GatewayProvider value={{ gateway, gateways: [gateway] }}>
      <TracePage callId="7" gatewayId="prod" />
    </GatewayProvider>,
    `?${trace}`,
  );
  return (await screen.findByRole('link', { name: 'Traces' })).getAttribute('href');
}

test('from a trace the breadcrumb leads back to the list with its filters and its selection', async () => {
  expect(await wayBack('r/1', 'route=r%2F1&from=now-3h')).toBe(`/prod/routes/r%2F1/traces?${list}`);
});

test.each([
  ['of another time range', 'r/1', 'route=r%2F1&from=now-1h', '/prod/routes/r%2F1/traces?from=now-1h'],
  ['of another route', 'r/2', 'route=r%2F1&from=now-3h', '/prod/routes/r%2F1/traces?from=now-3h'],
])('the filters of a list %s are not those one came with', async (_, listRoute, trace, href) => {
  expect(await wayBack(listRoute, trace)).toBe(href);
});
