import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { TimeChartProps } from '@/components/charts/time-chart';
import { renderScreen, stubLayout } from '@/components/traces/test-screen';
import type { PromqlAnswer, PromqlInput, PromqlNames } from '@/lib/prometheus/dto';
import { PromqlExplorer } from './promql-explorer';

vi.mock('@/components/charts/time-chart', () => ({
  TimeChart: ({ title, model }: TimeChartProps) => (
    <p>
      {title}: {model.series.map(({ label }) => label).join(', ')} {model.isStacked ? 'stacked' : 'lines'}
    </p>
  ),
}));
vi.mock('./promql-editor', () => ({
  PromqlEditor: ({ text, onChange, onRun, onLeave }: Parameters<typeof import('./promql-editor').PromqlEditor>[0]) => (
    <textarea
      aria-label="PromQL expression"
      onChange={(event) => onChange(event.target.value)}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && event.ctrlKey) onRun();
        if (event.key === 'Escape') onLeave();
      }}
      value={text}
    />
  ),
}));

const from = Date.UTC(2026, 0, 1);
const to = from + 600_000;
const rate = 'sum by (code) (rate(apisix_http_status[300s]))';
const names: PromqlNames = {
  metrics: ['apisix_http_status'],
  total: null,
  examples: [{ name: 'requests_by_code', query: rate }],
};
const ranged: PromqlAnswer = {
  kind: 'range',
  range: {
    times: [from / 1000, from / 1000 + 60],
    stepS: 60,
    series: [
      { labels: { code: '200' }, values: [1, 2] },
      { labels: { code: '500' }, values: [0, null] },
    ],
    total: null,
  },
  cutBeforeS: null,
  notDrawn: 0,
  remarks: [],
};
const problem = (code: string, detail: string) =>
  Response.json(
    { type: 'about:blank', title: 'No', status: 502, code, upstream: 'prometheus', detail },
    { status: 502 },
  );

let sent: PromqlInput[] = [];
/** Answers each run, in order; the last one again and again. */
let answers: ((signal: AbortSignal) => Promise<Response>)[] = [];
const answered = (answer: PromqlAnswer) => async () => Response.json(answer);

beforeEach(() => {
  stubLayout();
  sent = [];
  answers = [answered(ranged)];
  window.localStorage.clear();
  vi.stubGlobal('fetch', async (url: string, init?: RequestInit) => {
    if (url === '/api/prod/promql/metrics') return Response.json(names);
    sent.push(JSON.parse(String(init?.body)));
    const next = answers.length > 1 ? answers.shift() : answers[0];
    return next?.(init?.signal ?? new AbortController().signal);
  });
});
afterEach(() => vi.unstubAllGlobals());

const show = (search = '') => renderScreen(<PromqlExplorer gatewayId="prod" />, `?from=${from}&to=${to}${search}`);
const field = () => screen.findByRole('textbox', { name: 'PromQL expression' });
const ofLink = `&q=${encodeURIComponent(rate)}`;

test('a link brings back the answer: expression, range, step and view', async () => {
  show(`${ofLink}&step=60&view=table`);
  expect(await screen.findByRole('columnheader', { name: 'code' })).toBeVisible();
  expect(sent).toEqual([{ query: rate, kind: 'range', from, to, stepS: 60 }]);
  expect(await field()).toHaveValue(rate);
});

test('what is written runs by Ctrl-Enter, goes into the address as a new step, and into the history', async () => {
  const { url } = show();
  await userEvent.type(await field(), 'up');
  expect(sent).toEqual([]);
  await userEvent.keyboard('{Control>}{Enter}{/Control}');
  expect(await screen.findByText('Result: 200, 500 lines')).toBeVisible();
  expect(url.search).toContain('q=up');
  expect(url.history).toBe('push');
  expect(sent.at(-1)).toMatchObject({ query: 'up', kind: 'range', from, to });
  await userEvent.click(screen.getByRole('button', { name: 'History' }));
  expect(window.localStorage.getItem('routelens.promql.prod')).toContain('"query":"up"');
});

test('Esc leads out of the editor to the button that runs', async () => {
  show(ofLink);
  await userEvent.click(await field());
  await userEvent.keyboard('{Escape}');
  expect(screen.getByRole('button', { name: 'Run' })).toHaveFocus();
});

test('an example runs at a click', async () => {
  show();
  await userEvent.click(await screen.findByRole('button', { name: /Requests per second by status code/ }));
  expect(await screen.findByText('Result: 200, 500 lines')).toBeVisible();
  expect(sent.at(-1)?.query).toBe(rate);
});

test('the source’s words are shown where it refuses, the last answer stays and is called older', async () => {
  answers = [answered(ranged), async () => problem('upstream_rejected', 'HTTP 500: expanding series: unknown series')];
  show(ofLink);
  await screen.findByText('Result: 200, 500 lines');
  await userEvent.clear(await field());
  await userEvent.type(await field(), 'flow_metrics__application__request__1m');
  await userEvent.click(screen.getByRole('button', { name: 'Run' }));
  const alert = await screen.findByRole('alert');
  expect(alert).toHaveTextContent('expanding series: unknown series');
  expect(alert).toHaveTextContent('must be aggregated by labels');
  expect(screen.getByText(/This result is older/)).toHaveTextContent(rate);
  expect(screen.getByText('Result: 200, 500 lines')).toBeInTheDocument();
});

test('another failure has its own panel, and is tried again by hand alone', async () => {
  answers = [async () => problem('upstream_timeout', 'No complete answer'), answered(ranged)];
  show(ofLink);
  await userEvent.click(await screen.findByRole('button', { name: 'Try again' }));
  expect(await screen.findByText('Result: 200, 500 lines')).toBeVisible();
  expect(sent).toHaveLength(2);
});

test('a run is cancelled: the request ends, and it is said', async () => {
  let ended = false;
  answers = [
    (signal) =>
      new Promise((_, reject) => {
        signal.addEventListener('abort', () => {
          ended = true;
          reject(signal.reason);
        });
      }),
  ];
  show(ofLink);
  await userEvent.click(await screen.findByRole('button', { name: 'Cancel' }));
  expect(await screen.findByText('Cancelled.')).toBeVisible();
  expect(ended).toBe(true);
  answers = [answered(ranged)];
  await userEvent.click(screen.getByRole('button', { name: 'Run again' }));
  expect(await screen.findByText('Result: 200, 500 lines')).toBeVisible();
});

test('nothing that answers is said with its reasons', async () => {
  answers = [answered({ ...ranged, range: { ...ranged.range, series: [] } })];
  show(ofLink);
  expect(await screen.findByText('No series')).toBeVisible();
});

test('what is cut, not drawn or remarked is said', async () => {
  answers = [answered({ ...ranged, range: { ...ranged.range, total: 512 }, notDrawn: 3, remarks: ['no counter'] })];
  show(ofLink);
  expect(await screen.findByText(/The source gave 512 series; here are the first 2/)).toBeVisible();
  expect(screen.getByText(/3 samples are no number/)).toBeVisible();
  expect(screen.getByText('no counter')).toBeVisible();
});

test('the moment at the end of the range has its samples in a table, sorted at a click', async () => {
  answers = [
    answered({
      kind: 'instant',
      atS: to / 1000,
      type: 'vector',
      samples: ['2', 'NaN', '10'].map((text, at) => ({ labels: { route: `r${at}` }, timeS: to / 1000, text })),
      total: null,
      remarks: [],
    }),
  ];
  show(`${ofLink}&kind=instant`);
  const table = await screen.findByRole('table');
  const values = () =>
    within(table)
      .getAllByRole('row')
      .slice(1)
      .map((row) => row.textContent);
  expect(values()).toEqual(['r02', 'r1NaN', 'r210']);
  await userEvent.click(within(table).getByRole('button', { name: 'Value' }));
  expect(values()).toEqual(['r210', 'r02', 'r1NaN']);
  await userEvent.click(within(table).getByRole('button', { name: 'Value' }));
  expect(values()).toEqual(['r02', 'r210', 'r1NaN']);
  expect(within(table).getByRole('columnheader', { name: 'Value' })).toHaveAttribute('aria-sort', 'ascending');
});

test('lines can lie on each other, which a link brings back', async () => {
  const { url } = show(ofLink);
  await userEvent.click(await screen.findByRole('radio', { name: 'Stacked' }));
  expect(await screen.findByText('Result: 200, 500 stacked')).toBeVisible();
  expect(url.search).toContain('stacked=true');
});

test('an expression that is too long is not sent, and it is said', async () => {
  show(`&q=${'a'.repeat(4_001)}`);
  expect(await screen.findByText(/4001 characters/)).toBeVisible();
  expect(screen.getByRole('button', { name: 'Run' })).toBeDisabled();
  expect(sent).toEqual([]);
});

test('a step that is too fine for the range is raised, and it is said', async () => {
  const month = to + 30 * 86_400_000;
  renderScreen(<PromqlExplorer gatewayId="prod" />, `?from=${to}&to=${month}${ofLink}&step=1`);
  expect(await screen.findByText(/would give more than/)).toBeVisible();
  await waitFor(() => expect(sent[0]?.stepS).toBe(236));
});

test('without a Prometheus API the page says what is missing', async () => {
  vi.stubGlobal('fetch', async () => problem('not_configured', 'PROMETHEUS_URL is not set.'));
  show();
  expect(await screen.findByText('The PromQL endpoint is not configured')).toBeVisible();
});

test('where the source cannot be reached it is not said that it has no metrics', async () => {
  vi.stubGlobal('fetch', async () => problem('upstream_unreachable', 'connection refused'));
  show();
  expect(await screen.findByText(/^Names cannot be completed: The PromQL endpoint cannot be reached/)).toBeVisible();
  expect(screen.getByRole('button', { name: 'Try again' })).toBeVisible();
  expect(screen.queryByText(/The source has none of APISIX’s metrics/)).not.toBeInTheDocument();
});
