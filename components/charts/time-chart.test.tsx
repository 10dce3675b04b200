import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { renderScreen, stubLayout } from '@/components/traces/test-screen';
import type { ChartModel } from './chart-model';
import { testModel } from './testing-model';
import { TimeChart } from './time-chart';
// What is loaded when it is asked for is here already: a test waits for no module.
import './chart-full-screen';
import './chart-table';

type Built = {
  series: { label?: string; alpha?: number }[];
  hooks: { ready: ((chart: { root: HTMLElement; over: HTMLElement }) => void)[] };
};
const built: Built[] = [];

// uPlot draws on a canvas, which a test's document has not: what it is given is what counts.
vi.mock('uplot', () => ({
  default: class {
    cursor = { idx: null };
    over = document.createElement('div');
    constructor(options: Built) {
      built.push(options);
    }
    redraw() {}
    destroy() {}
    setCursor() {}
  },
}));

class Resized {
  constructor(private readonly tell: (entries: { contentRect: { width: number } }[]) => void) {}
  observe() {
    this.tell([{ contentRect: { width: 600 } }]);
  }
  disconnect() {}
}

let saved: Blob[] = [];

beforeEach(() => {
  stubLayout();
  vi.stubGlobal('ResizeObserver', Resized);
  // jsdom has no popovers: a menu is open once it is asked for.
  HTMLElement.prototype.hidePopover = () => undefined;
  built.length = 0;
  saved = [];
  vi.stubGlobal(
    'URL',
    Object.assign(URL, {
      createObjectURL: (blob: Blob) => {
        saved.push(blob);
        return 'blob:test';
      },
      revokeObjectURL: () => undefined,
    }),
  );
});
afterEach(() => vi.unstubAllGlobals());

const chart = (model: ChartModel) => (
  <TimeChart model={model} onBack={() => undefined} onRange={() => undefined} syncKey="test" title="Requests" />
);
const three = testModel([
  [1, 2],
  [3, null],
  [5, 6],
]);
const drawn = () =>
  built
    .at(-1)
    ?.series.slice(1)
    .map(({ label }) => label);
const alphas = () =>
  built
    .at(-1)
    ?.series.slice(1)
    .map(({ alpha }) => (alpha === 1 ? 'full' : 'faint'));

test('a click brings a series forward, a second one takes it back; the keyboard does the same', async () => {
  renderScreen(chart(three));
  const button = screen.getByRole('button', { name: 'Line b' });
  await userEvent.click(button);
  expect(button).toHaveAttribute('aria-pressed', 'true');
  expect(alphas()).toEqual(['faint', 'full', 'faint']);
  await userEvent.keyboard('{Enter}');
  expect(button).toHaveAttribute('aria-pressed', 'false');
  expect(alphas()).toEqual(['full', 'full', 'full']);
});

test('Shift, Ctrl and a button of its own hide a series, and it stays hidden while data are refreshed', async () => {
  const { show } = renderScreen(chart(three));
  const user = userEvent.setup();
  await user.keyboard('{Shift>}');
  await user.click(screen.getByRole('button', { name: 'Line a' }));
  await user.keyboard('{/Shift}');
  expect(drawn()).toEqual(['b', 'c']);
  await user.click(screen.getByRole('button', { name: 'Hide Line c' }));
  expect(drawn()).toEqual(['b']);
  show(chart({ ...three, times: [60, 120] }));
  expect(drawn()).toEqual(['b']);
  expect(screen.getByRole('button', { name: 'Hide Line a' })).toHaveAttribute('aria-pressed', 'true');
  await user.click(screen.getByRole('button', { name: 'Hide Line a' }));
  await user.click(screen.getByRole('button', { name: 'Line c' }));
  expect(drawn()).toEqual(['a', 'b', 'c']);
});

test('the legend of a stack has its parts and their sum', () => {
  renderScreen(chart({ ...three, isStacked: true }));
  const rows = within(screen.getByRole('table', { name: 'Requests' })).getAllByRole('row');
  expect(rows.at(-1)).toHaveTextContent(/^total9 \/s9 \/s9 \/s$/);
});

test('a chart that is gone before it was drawn follows no crosshair: it would write old numbers into the legend', () => {
  const { unmount } = renderScreen(chart(three));
  const over = document.createElement('div');
  const root = document.createElement('div');
  unmount();
  built.at(-1)?.hooks.ready[0]?.({ root, over });
  expect(over).toBeEmptyDOMElement();
});

test('of durations and shares no mean over the range is told: points of many calls and of one would weigh alike', () => {
  const heads = () =>
    within(screen.getByRole('table', { name: 'Requests' }))
      .getAllByRole('columnheader')
      .map(({ textContent }) => textContent);
  const { unmount } = renderScreen(chart(three));
  expect(heads()).toEqual(['Series', 'last', 'avg', 'max']);
  unmount();
  for (const unit of ['durationUs', 'share'] as const) {
    const { unmount: remove } = renderScreen(chart({ ...three, unit }));
    expect(heads()).toEqual(['Series', 'last', 'max']);
    remove();
  }
});

test('with earlier values the legend says how the average has changed', () => {
  const series = three.series.map((one) => ({ ...one, before: [1, 1] }));
  renderScreen(chart({ ...three, series, beforeLabel: 'a day before' }));
  expect(screen.getByRole('row', { name: /Line a/ })).toHaveTextContent('+50 %');
  expect(drawn()).toEqual(['a', 'b', 'c', 'a', 'b', 'c']);
});

test('changes and calls are links in lists of their own, each one stop of the tab key', async () => {
  renderScreen(
    chart({
      ...three,
      toS: 120,
      markers: [
        { timeS: 20, label: 'opentelemetry on', href: '/default/changes/1' },
        { timeS: 100, label: 'opentelemetry off', href: '/default/changes/2' },
      ],
      exemplars: [{ timeS: 60, value: 5, label: 'GET /slow', href: '/default/traces/7' }],
    }),
  );
  const changes = within(screen.getByRole('list', { name: 'Changes in this range' })).getAllByRole('link');
  expect(changes.map((link) => link.getAttribute('href'))).toEqual(['/default/changes/1', '/default/changes/2']);
  expect(changes.map((link) => link.tabIndex)).toEqual([0, -1]);
  expect(changes[0]).toHaveAccessibleName(/opentelemetry on · Jan 1/);
  changes[0]?.focus();
  await userEvent.keyboard('{ArrowRight}');
  expect(changes[1]).toHaveFocus();
  expect(changes.map((link) => link.tabIndex)).toEqual([-1, 0]);
  expect(screen.getByRole('link', { name: /GET \/slow · 5 \/s/ })).toHaveAttribute('href', '/default/traces/7');
});

test('of marks that became fewer one still is a stop of the tab key', () => {
  const markers = [20, 100].map((timeS) => ({ timeS, label: `at ${timeS}`, href: `/c/${timeS}` }));
  const { show } = renderScreen(chart({ ...three, toS: 120, markers }));
  act(() => screen.getByRole('link', { name: /at 100/ }).focus());
  show(chart({ ...three, toS: 120, markers: markers.slice(0, 1) }));
  expect(screen.getByRole('link', { name: /at 20/ }).tabIndex).toBe(0);
});

test('changes that stand close together share a flag that lists them', () => {
  const markers = [20, 20.1].map((timeS) => ({ timeS, label: `at ${timeS}`, href: `/c/${timeS}` }));
  renderScreen(chart({ ...three, toS: 120, markers }));
  expect(screen.getByRole('button', { name: '2 changes close together' })).toBeInTheDocument();
});

test('as a table: newest first, gaps as –, and what happened beside its time', async () => {
  renderScreen(chart({ ...three, markers: [{ timeS: 61, label: 'prometheus on', href: '/c/1' }] }));
  openMenu();
  await userEvent.click(screen.getByText('Show as a table'));
  const table = await screen.findByRole('table', { name: 'Requests, as a table' });
  const rows = within(table).getAllByRole('row');
  expect(rows.map((row) => row.textContent)).toEqual([
    'timeLine aLine bLine cWhat happened',
    'Jan 1, 00:01:002 /s–6 /sprometheus on',
    'Jan 1, 00:00:001 /s3 /s5 /s',
  ]);
});

test('full screen shows the same chart large, with what was hidden, and Esc leads back', async () => {
  renderScreen(chart(three));
  await userEvent.click(screen.getByRole('button', { name: 'Hide Line a' }));
  openMenu();
  await userEvent.click(screen.getByText('Full screen'));
  const dialog = await screen.findByRole('dialog', { name: 'Requests' });
  const slider = within(dialog).getByRole('slider');
  expect(Number.parseFloat(slider.style.height)).toBeGreaterThanOrEqual(320);
  expect(within(dialog).getByRole('button', { name: 'Hide Line a' })).toHaveAttribute('aria-pressed', 'true');
  await userEvent.keyboard('{Escape}');
  expect(screen.queryByRole('dialog', { name: 'Requests' })).not.toBeInTheDocument();
});

test('the table of a chart in full screen lies above it: Esc leads back to it, and from there to the chart', async () => {
  renderScreen(chart(three));
  const menu = screen.getByRole('button', { name: 'More of the chart Requests' });
  // A popover that closes gives the focus to its button; jsdom has none, so that the click must not take it.
  menu.focus();
  openMenu();
  fireEvent.click(screen.getByText('Full screen'));
  const large = await screen.findByRole('dialog', { name: 'Requests' });
  const menuOfLarge = within(large).getByRole('button', { name: 'More of the chart Requests' });
  menuOfLarge.focus();
  openMenu(large);
  fireEvent.click(within(large).getByText('Show as a table'));
  await screen.findByRole('table', { name: 'Requests, as a table' });
  await userEvent.keyboard('{Escape}');
  expect(screen.queryByRole('table', { name: 'Requests, as a table' })).not.toBeInTheDocument();
  await waitFor(() => expect(menuOfLarge).toHaveFocus());
  await userEvent.keyboard('{Escape}');
  expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
  await waitFor(() => expect(menu).toHaveFocus());
});

test('the CSV has the data of every series, hidden ones too', async () => {
  renderScreen(chart(three));
  await userEvent.click(screen.getByRole('button', { name: 'Hide Line a' }));
  openMenu();
  await userEvent.click(screen.getByText('Download the data (CSV)'));
  expect(await saved[0]?.text()).toContain('time,Line a (/s),Line b (/s),Line c (/s)');
});

/** What the platform does when the button is pressed. */
function openMenu(within: ParentNode = document): void {
  const menu = within.querySelector('[data-slot=menu]');
  if (menu) fireEvent(menu, Object.assign(new Event('beforetoggle'), { newState: 'open' }));
}
