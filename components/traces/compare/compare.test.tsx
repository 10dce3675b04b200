import { render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { SpanWords } from '@/components/traces/span/test-words';
import { renderScreen, stubLayout } from '@/components/traces/test-screen';
import type { Call, Span } from '@/lib/deepflow/dto';
import { plainSpan } from '@/lib/telemetry/trace/testing-spans';
import { openedOf, recordedSpans } from '@/test/opened-trace';
import { ComparePicker } from './compare-picker';
import { CompareView } from './compare-view';
import { Delta } from './delta';
import { callIdFrom, candidatesFor } from './prepare-candidates';

const push = vi.fn();
vi.mock('next/navigation', () => ({
  useSearchParams: () => new URLSearchParams('from=now-3h'),
  useRouter: () => ({ push }),
}));

beforeEach(() => {
  stubLayout();
  // jsdom has no popovers.
  HTMLElement.prototype.hidePopover = () => undefined;
  push.mockClear();
});
afterEach(() => vi.unstubAllGlobals());

const once = openedOf(recordedSpans('noise_rows'), { callId: '101' });
const twice = openedOf(recordedSpans('retry_on_500_otel'), { callId: '202' });

function show(search = '') {
  return renderScreen(
    <SpanWords>
      <CompareView a={once} b={twice} gatewayId="prod" routeId="12" />
    </SpanWords>,
    search,
  );
}

const rows = () => within(screen.getByRole('treegrid')).getAllByRole('row').slice(1);

test('the difference in words: time and structure', () => {
  show();
  expect(screen.getByText(/^B takes 1.28 ms longer \(26.2 %\)\.$/)).toBeVisible();
  expect(screen.getByText('11 spans in both, 0 only in A, 7 only in B.')).toBeVisible();
});

test('a great difference is a factor, a small one a share', () => {
  const { rerender } = render(<Delta deltaUs={1_880_000} share={261} />);
  expect(screen.getByText('(× 262)')).toBeVisible();
  rerender(<Delta deltaUs={-500} share={-0.5} />);
  expect(screen.getByText('(−50 %)')).toBeVisible();
});

test('every span of both is a row at its level, with both durations and the difference', () => {
  show();
  expect(rows()).toHaveLength(18);
  expect(rows()[0]).toHaveAttribute('aria-level', '1');
  // Of siblings, some may be out of sight and not in the page.
  expect(rows()[0]).toHaveAttribute('aria-posinset', '1');
  expect(rows()[0]).toHaveAttribute('aria-setsize', '1');
  expect(rows()[0]).toHaveTextContent(/4.91 ms6.19 ms\+1.28 ms \(\+26.2 %\)/);
  const added = rows().filter((row) => row.textContent?.includes('only in B'));
  expect(added).toHaveLength(7);
  expect(added[0]).toHaveTextContent('–');
});

test('a duration leads to its span in its trace', () => {
  show();
  const [a, b] = within(rows()[0] as HTMLElement).getAllByRole('link');
  expect(a).toHaveAttribute('href', '/prod/traces/101?route=12&span=in.s-nd');
  expect(b).toHaveAttribute('href', '/prod/traces/202?route=12&span=in.s-nd');
});

test('a span whose duration nobody knows has no number, no difference, and still leads to its trace', () => {
  const of = (over: Partial<Span>) => openedOf([plainSpan({ id: 'x', ...over })], { callId: '7' });
  renderScreen(
    <SpanWords>
      <CompareView a={of({})} b={of({ endUs: 0, faults: ['no_end'] })} gatewayId="prod" routeId="12" />
    </SpanWords>,
    '',
  );
  const cells = within(rows()[0] as HTMLElement).getAllByRole('gridcell');
  expect(cells.slice(1).map((cell) => cell.textContent)).toEqual(['100 µs', '–', '–']);
  expect(within(rows()[0] as HTMLElement).getAllByRole('link')).toHaveLength(2);
});

test('the keys walk, fold and open', async () => {
  show();
  screen.getByRole('treegrid').focus();
  await userEvent.keyboard('{ArrowDown}{ArrowDown}{ArrowLeft}');
  expect(rows()[1]).toHaveAttribute('aria-expanded', 'false');
  expect(rows()).toHaveLength(2);
  await userEvent.keyboard('{ArrowRight}{Enter}');
  expect(rows()).toHaveLength(18);
  expect(push).toHaveBeenLastCalledWith('/prod/traces/202?route=12&span=in.s');
  await userEvent.keyboard('{Shift>}{Enter}{/Shift}');
  expect(push).toHaveBeenLastCalledWith('/prod/traces/101?route=12&span=in.s');
});

test('the biggest change can stand first, kinds can be left out, and the address says so', async () => {
  const { url } = show();
  await userEvent.click(screen.getByRole('radio', { name: 'Biggest change first' }));
  await waitFor(() => expect(url.search).toBe('?order=delta'));
  expect(rows()[0]).toHaveTextContent('only in B');
  await userEvent.click(screen.getByRole('button', { name: 'Network' }));
  await waitFor(() => expect(url.search).toContain('kinds=AS'));
  expect(rows().length).toBeLessThan(18);
});

test('services by the time they spent themselves', () => {
  show();
  const table = within(screen.getByRole('table'));
  expect(table.getByRole('row', { name: /^apisix-gateway/ })).toHaveTextContent(
    /^apisix-gateway1.52 ms1.24 ms−285 µs \(−18.7 %\)3 \/ 4$/,
  );
});

const call = (over: Partial<Call>): Call => ({
  id: '1',
  startUs: 1_700_000_000_000_000,
  durationUs: 1000,
  method: 'GET',
  host: 'shop',
  path: '/stock/7',
  status: 200,
  outcome: 'ok',
  requestBytes: null,
  responseBytes: null,
  client: '',
  server: '',
  traceId: null,
  kinds: [],
  source: 'ebpf',
  attribution: { kind: 'exact' },
  ...over,
});

describe('calls to compare with', () => {
  const others = [
    call({ id: '2', durationUs: 500, path: '/cart' }),
    call({ id: '3', durationUs: 900, path: '/stock/8?x=1' }),
    call({ id: '4', durationUs: 700, path: '/stock/9', outcome: 'server_error', status: 500 }),
    call({ id: '5', durationUs: 9000, path: '/stock/9' }),
    call({ id: '6', durationUs: null }),
  ];

  test('the middle one by duration, and the fastest success of the same path; never the call itself', () => {
    const { median, fastest, among } = candidatesFor(call({}), [call({}), ...others]);
    expect([median?.id, fastest?.id, among]).toEqual(['4', '3', 4]);
    expect(candidatesFor(call({}), [call({})])).toEqual({ median: null, fastest: null, among: 0 });
  });

  test.each([
    ['7606387081220195637', '7606387081220195637'],
    [' https://x/prod/traces/7606387081220195637?span=1 ', '7606387081220195637'],
    ['/prod/traces/760638708122/compare/1', '760638708122'],
    ['abc', null],
    ['', null],
  ])('%s names %s', (text, id) => expect(callIdFrom(text)).toBe(id));

  function openPicker(answer: (url: string) => Response) {
    vi.stubGlobal('fetch', async (url: string) => answer(String(url)));
    renderScreen(
      <SpanWords>
        <ComparePicker callId="100001" gatewayId="prod" routeId="12" />
      </SpanWords>,
    );
    const layer = screen.getByRole('dialog', { hidden: true });
    const open = (newState: string) =>
      Object.assign(new Event(newState === 'open' ? 'beforetoggle' : 'toggle'), { newState });
    layer.dispatchEvent(open('open'));
    return layer;
  }

  test('those of the hour before are offered with what is known of them', async () => {
    const layer = openPicker((url) =>
      Response.json(
        url.includes('/routes/')
          ? { calls: others, cursor: null, source: 'ebpf', otherRoutes: 0, notices: [] }
          : { call: call({ id: '100001' }), groups: [] },
      ),
    );
    const links = await within(layer).findAllByRole('link', { hidden: true });
    expect(links.map((link) => link.getAttribute('href'))).toEqual([
      '/prod/traces/100001/compare/4?route=12&from=now-3h',
      '/prod/traces/100001/compare/3?route=12&from=now-3h',
    ]);
  });

  test('a call can be named by hand when there is nothing to offer, and nonsense is refused in words', async () => {
    const layer = openPicker(() =>
      Response.json({ type: 'about:blank', title: 'x', status: 502, code: 'upstream_rejected' }, { status: 502 }),
    );
    const field = within(layer).getByRole('textbox', { hidden: true });
    expect(await within(layer).findByRole('alert', { hidden: true })).toBeInTheDocument();
    await userEvent.type(field, 'abc{Enter}');
    expect(within(layer).getByText('This is neither the id of a call nor a link to a trace.')).toBeInTheDocument();
    await userEvent.clear(field);
    await userEvent.type(field, '200002{Enter}');
    expect(push).toHaveBeenCalledWith('/prod/traces/100001/compare/200002?route=12');
  });
});
