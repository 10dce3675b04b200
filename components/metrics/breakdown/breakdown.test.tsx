import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { noCallFilter, toCallFilter } from '@/components/traces/search-params';
import { renderScreen, stubLayout } from '@/components/traces/test-screen';
import {
  type Breakdown,
  type BreakdownValue,
  dimensions,
  type RouteBreakdowns,
  type RouteConsumers,
} from '@/lib/deepflow/breakdown';
import { BreakdownSection } from './breakdown-section';
import { nextSort, sortValues } from './sort-values';
import { isChosen, withoutDimension, withValue } from './value-filter';

vi.mock('next/navigation', () => ({ useSearchParams: () => new URLSearchParams(window.location.search) }));

const fromMs = Date.UTC(2026, 0, 1);
const toMs = fromMs + 100_000;

function value(name: string, calls: number, part: Partial<BreakdownValue> = {}): BreakdownValue {
  return {
    value: name,
    calls,
    perSecond: calls / 100,
    errors: 0,
    p50Us: 1000,
    p95Us: 2000,
    rates: [calls / 50, null],
    ...part,
  };
}

const none: Breakdown = { values: [], others: null, unknown: value('', 100), several: 0 };
const statuses: Breakdown = {
  values: [
    value('200', 80),
    value('503', 15, { errors: 15, p95Us: 9000 }),
    value('404', 3, { errors: 3, p95Us: null }),
  ],
  others: null,
  unknown: value('', 2),
  several: 0,
};
const clients: Breakdown = {
  values: [value('10.0.0.1', 60)],
  others: { ...value('', 40), values: 7 },
  unknown: null,
  several: 12,
};
const found: RouteBreakdowns = {
  times: [fromMs / 1000, fromMs / 1000 + 50],
  stepS: 50,
  totals: { calls: 100, errors: 18 },
  breakdowns: { ...Object.fromEntries(dimensions.map((name) => [name, none])), status: statuses, client: clients },
  hasSpans: false,
  source: 'ebpf',
  attributed: { exact: 0, computed: 100, ambiguous: 4 },
  cut: { counted: 100, sinceS: fromMs / 1000 },
  keptFromS: null,
  completeToS: null,
  notices: ['scan_limit'],
};

let answer: () => Response;
let consumers: RouteConsumers;
beforeEach(() => {
  stubLayout();
  answer = () => Response.json(found);
  consumers = { totals: { calls: 100 }, breakdown: none, unreadable: 0, cutBeforeS: null };
  vi.stubGlobal('fetch', async (url: string) => (url.includes('/consumers?') ? Response.json(consumers) : answer()));
});
afterEach(() => vi.unstubAllGlobals());

const show = (more = '') =>
  renderScreen(<BreakdownSection gatewayId="prod" routeId="r" />, `?from=${fromMs}&to=${toMs}${more}`);
const table = async (name: string) => within(await screen.findByRole('region', { name: `Calls by: ${name}` }));
const rowsOf = (region: Awaited<ReturnType<typeof table>>) =>
  region.getAllByRole('rowheader').map(({ textContent }) => textContent);

test('a row has rate, calls, share, errors and durations of its value, its trend in words, and what is left out is summed up', async () => {
  show();
  const region = await table('Status');
  const row = within(region.getByRole('row', { name: /^503/ }));
  expect(row.getAllByRole('cell').map(({ textContent }) => textContent)).toEqual([
    '0.15 /s',
    '15',
    '15 %',
    '100 %',
    '1 ms',
    '9 ms',
  ]);
  expect(row.getByRole('img', { name: '503: calls per second over the range, at most 0.3 /s' })).toBeInTheDocument();
  expect(rowsOf(region)).toEqual(['200', '503', '404', 'not known']);
  const other = await table('Client');
  expect(other.getByRole('row', { name: /^7 other values/ })).toHaveTextContent('40 %');
  expect(other.getByText(/12 calls were sent to more than one upstream/)).toBeVisible();
});

test('it says how many calls it rests on, which are left out, and from when on', async () => {
  show();
  const note = await screen.findByRole('note');
  expect(note).toHaveTextContent('From 100 calls seen by eBPF');
  expect(note).toHaveTextContent('4 ambiguous, left out');
  expect(note).toHaveTextContent('these numbers rest on the newest 100');
});

test('Enter on a value filters by it and Enter again no longer does; going back brings it again', async () => {
  const { url } = show();
  const region = await table('Status');
  region.getByRole('button', { name: '503' }).focus();
  await userEvent.keyboard('{Enter}');
  await waitFor(() => expect(url.search).toContain('status=503'));
  expect(url.history).toBe('push');
  const pressed = (await table('Status')).getByRole('button', { name: '503' });
  await waitFor(() => expect(pressed).toHaveAttribute('aria-pressed', 'true'));
  await userEvent.click(pressed);
  await waitFor(() => expect(url.search).not.toContain('status='));
});

test('the calls with a value are one link away, with the filters that are set', async () => {
  show('&method=GET');
  const link = (await table('Status')).getByRole('link', { name: 'Open the calls in traces: 503' });
  expect(link.getAttribute('href')).toBe('/prod/routes/r/traces?method=GET&status=503');
});

test('every column sorts all tables, and the address keeps it', async () => {
  const { url } = show();
  const region = await table('Status');
  await userEvent.click(region.getByRole('button', { name: 'p95' }));
  await waitFor(() => expect(url.search).toContain('values=-p95'));
  expect(rowsOf(region)).toEqual(['503', '200', '404', 'not known']);
  expect(region.getByRole('columnheader', { name: 'p95' })).toHaveAttribute('aria-sort', 'descending');
  await userEvent.click(region.getByRole('button', { name: 'p95' }));
  await waitFor(() => expect(rowsOf(region)).toEqual(['200', '503', '404', 'not known']));
});

test('where no consumer is known it says how to get one', async () => {
  show();
  expect(await screen.findByText(/Switch on the plugin opentelemetry with the variable consumer_name/)).toBeVisible();
  expect(screen.getByText(/series name no consumer of this route either/)).toBeVisible();
  expect(screen.getByRole('link', { name: 'Open plugins' }).getAttribute('href')).toMatch(
    /^\/prod\/routes\/r\/plugins/,
  );
});

test('consumers that APISIX alone knows are shown as its own, unfiltered, and cannot be filtered by', async () => {
  consumers = {
    totals: { calls: 100 },
    breakdown: { ...none, values: [value('jack', 40, { p50Us: null, p95Us: null })] },
    unreadable: 1,
    cutBeforeS: 1_771_000_000,
  };
  show('&status=200');
  const region = await table('Consumer');
  expect(region.getByRole('row', { name: /^jack/ })).toHaveTextContent(/40 %.*–/);
  expect(region.queryByRole('button', { name: 'jack' })).not.toBeInTheDocument();
  expect(screen.getByText(/These numbers are APISIX’s own counters/)).toBeVisible();
  expect(screen.getByText(/^Lines begin at .*, and numbers may be too small/)).toBeVisible();
  expect(screen.getByText(/^Not filtered: APISIX counts/)).toBeVisible();
  expect(screen.getByText('One consumer is left out: what APISIX’s counter holds is no number.')).toBeVisible();
});

test('consumers that APISIX knows are shown where calls cannot be read, without a word on calls', async () => {
  answer = () =>
    Response.json({ type: 'about:blank', title: 'x', status: 504, code: 'upstream_timeout' }, { status: 504 });
  consumers = {
    totals: { calls: 100 },
    breakdown: { ...none, values: [value('jack', 40, { p50Us: null, p95Us: null })] },
    unreadable: 0,
    cutBeforeS: null,
  };
  show();
  expect(await screen.findByRole('alert')).toBeVisible();
  expect((await table('Consumer')).getByRole('row', { name: /^jack/ })).toBeVisible();
  expect(screen.getByText(/own counters.*cannot be read/)).toBeVisible();
  expect(screen.queryByText(/no call names its consumer/)).not.toBeInTheDocument();
});

test('of a time that is kept no more it is not said that there was no call', async () => {
  answer = () => Response.json({ ...found, totals: { calls: 0, errors: 0 }, notices: ['not_kept'] });
  show();
  expect(await screen.findByText(/DeepFlow keeps nothing of this time range/)).toBeVisible();
  expect(screen.queryByText(/There is no call in this range/)).not.toBeInTheDocument();
});

test('consumers that could not be read are asked for again', async () => {
  let isBroken = true;
  const problem = { type: 'about:blank', title: 'x', status: 400, code: 'invalid_input' };
  vi.stubGlobal('fetch', async (url: string) => {
    if (!url.includes('/consumers?')) return answer();
    return isBroken ? Response.json(problem, { status: 400 }) : Response.json(consumers);
  });
  show();
  expect(await screen.findByText(/no Prometheus API answers/)).toBeVisible();
  isBroken = false;
  await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
  expect(await screen.findByText(/APISIX’s own series name no consumer/)).toBeVisible();
});

test('a failure stands in its own panel with a way to try again', async () => {
  answer = () =>
    Response.json({ type: 'about:blank', title: 'x', status: 504, code: 'upstream_timeout' }, { status: 504 });
  show();
  expect(await screen.findByRole('alert')).toBeVisible();
  answer = () => Response.json(found);
  await userEvent.click(screen.getByRole('button', { name: /again/i }));
  expect(await table('Status')).toBeDefined();
});

describe('the filter of a value', () => {
  test.each(dimensions)('%s: is chosen once set, and gone once removed', (dimension) => {
    const text = dimension === 'status' ? '503' : 'GET';
    const before = { ...noCallFilter, attr: ['tier=gold'] };
    expect(isChosen(dimension, text, before)).toBe(false);
    const set = { ...before, ...withValue(dimension, text, before) };
    expect(isChosen(dimension, text, set)).toBe(true);
    expect(Object.keys(toCallFilter(set)).length).toBeGreaterThan(0);
    expect({ ...set, ...withoutDimension(dimension, set) }).toEqual(before);
  });

  test('another consumer takes the place of the first, other attributes stay', () => {
    const values = { attr: ['tier=gold', 'consumer_name=jack'] };
    expect(withValue('consumer', 'jill', values)).toEqual({ attr: ['tier=gold', 'consumer_name=jill'] });
  });

  test('what the server would refuse is no filter', () => {
    expect(withValue('method', 'GET /x', noCallFilter)).toBeNull();
    expect(withValue('client', 'x'.repeat(301), noCallFilter)).toBeNull();
    expect(withValue('client', ' x', noCallFilter)).toBeNull();
  });
});

describe('sortValues', () => {
  const values = [value('b10', 5, { p95Us: null }), value('b9', 7, { errors: 7 }), value('a', 6, { p95Us: 5 })];
  const names = (sort: Parameters<typeof sortValues>[1]) => sortValues(values, sort).map((one) => one.value);

  test('goes by names as people count, and by numbers, unknown ones last either way', () => {
    expect(names('value')).toEqual(['a', 'b9', 'b10']);
    expect(names('-calls')).toEqual(['b9', 'a', 'b10']);
    expect(names('-errors')[0]).toBe('b9');
    expect(names('p95')).toEqual(['a', 'b9', 'b10']);
    expect(names('-p95')).toEqual(['b9', 'a', 'b10']);
  });

  test('a first click on a number sorts down, on names up, a second one turns it', () => {
    expect([nextSort('-calls', 'p95'), nextSort('-p95', 'p95'), nextSort('-calls', 'value')]).toEqual([
      '-p95',
      'p95',
      'value',
    ]);
  });
});
