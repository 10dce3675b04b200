import { screen, within } from '@testing-library/react';
import { vi } from 'vitest';
import type { Span, TraceNotice } from '@/lib/deepflow/dto';
import type { OpenedTrace } from '@/lib/telemetry/trace/columns';
import type { TraceEngine } from '@/lib/telemetry/trace/engine';
import { LocalTraceEngine } from '@/lib/telemetry/trace/local-engine';
import { renderScreen, stubLayout } from './test-screen';
import { testSpan } from './test-spans';
import { TraceView } from './trace-view';

vi.mock('next/navigation', () => ({ useSearchParams: () => new URLSearchParams('from=now-3h') }));
vi.mock('./span/span-details', () => ({
  SpanDetails: ({ index, onClose }: { index: number; onClose: () => void }) => (
    <aside aria-label="Details">
      {index}{' '}
      <button onClick={onClose} type="button">
        Close
      </button>
    </aside>
  ),
}));

export const startUs = 1_700_000_000_000_000;

export const span = (id: string, parentId: string | null, over: Partial<Span> = {}) =>
  testSpan({ id, parentId, startUs, endUs: startUs + 1000, ...over });
export const shopSpans = [
  span('nic', null, {
    kind: 'N',
    point: 's-nd',
    service: null,
    serviceId: null,
    instance: 'node-1',
    endUs: startUs + 90_000,
  }),
  span('gateway', 'nic', {
    kind: 'S',
    name: 'GET /orders/7',
    service: 'gateway',
    serviceId: 'g',
    endUs: startUs + 90_000,
  }),
  span('shop', 'gateway', { name: 'orders', routeId: '12', endUs: startUs + 50_000 }),
  span('cart', 'shop', {
    name: 'cart',
    outcome: 'server_error',
    status: 500,
    attributes: [{ name: 'db', value: 'Cart!' }],
  }),
  span('log', 'gateway', { name: 'log', startUs: startUs + 60_000, endUs: startUs + 61_000 }),
];

/** Before and after each test of the view: it has a size, and nothing to ask. */
export function stubSurroundings() {
  stubLayout();
  vi.stubGlobal('fetch', async () => Response.json({}, { status: 404 }));
}
export function restoreSurroundings() {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
}

export const viewOf = (engine: TraceEngine, opened: OpenedTrace, takesFocus = false) => (
  <TraceView engine={engine} gatewayId="prod" opened={opened} routeId="12" takesFocus={takesFocus} />
);

export async function show(search = '', spans: readonly Span[] = shopSpans, notices: TraceNotice[] = []) {
  const engine = new LocalTraceEngine();
  vi.stubGlobal('fetch', async (url: string) =>
    url === '/trace'
      ? Response.json({ callId: '77', startUs: 0, endUs: 0, spans, services: [], notices })
      : Response.json({}, { status: 404 }),
  );
  const opened = await engine.open({ kind: 'url', url: '/trace' });
  return {
    ...renderScreen(viewOf(engine, opened), search),
    opened,
    engine,
  };
}

export const tree = () => screen.getByRole('treegrid');
export const spanRows = () => within(tree()).getAllByRole('row').slice(1);
export const levels = () => spanRows().map((row) => row.getAttribute('aria-level'));
