import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { renderScreen, stubLayout } from '@/components/traces/test-screen';
// Loaded by the screen when it is wanted; here beforehand, so that no test waits for it.
import './profile-view';
import { RouteProfile } from './route-profile';
import { processOf, testProcesses, testProfile } from './test-profile';

vi.mock('next/navigation', () => ({ useSearchParams: () => new URLSearchParams('from=now-3h') }));

let processes: () => Response | Promise<Response>;
let profile: (url: URL) => Response | Promise<Response>;
const asked: URL[] = [];

beforeEach(() => {
  stubLayout();
  asked.length = 0;
  processes = () => Response.json(testProcesses);
  profile = () => Response.json(testProfile);
  vi.stubGlobal('fetch', async (path: string) => {
    const url = new URL(path, 'http://console');
    if (url.pathname.endsWith('/processes')) return processes();
    asked.push(url);
    return profile(url);
  });
});
afterEach(() => vi.unstubAllGlobals());

const show = (search = '') => renderScreen(<RouteProfile gatewayId="prod" routeId="r/1" />, search);
const problem = (code: string, status: number) =>
  Response.json({ type: 'about:blank', title: 'no', status, code, upstream: 'querier' }, { status });
const table = () => screen.findByRole('grid', { name: 'Functions of this profile' });
const names = async () =>
  within(await table())
    .getAllByRole('row')
    .slice(1)
    .map((row) => within(row).getAllByRole('gridcell')[0]?.textContent);
const line = () => document.querySelector('[data-slot=frame-line]');

test('while it is read, that is said', () => {
  processes = () => new Promise(() => undefined);
  show();
  expect(screen.getByText('Reading the profile…')).toBeInTheDocument();
});

test('the gateway’s own process is shown, with what each function spent itself and in all', async () => {
  show();
  expect(await names()).toEqual([
    'KKernelsys_read',
    'AApplicationhandler',
    'AApplicationtimers',
    'AApplicationmain',
    'LLibraryread',
    'PProcessopenresty',
  ]);
  const read = within(await table()).getByRole('row', { name: /read 100 ms/ });
  expect(read).toHaveTextContent('100 ms10 %550 ms55 %');
  expect(asked[0]?.pathname).toBe('/api/prod/routes/r%2F1/profile');
  expect(Object.fromEntries(asked[0]?.searchParams ?? [])).toMatchObject({
    app: 'openresty',
    service: 'apisix',
    language: 'eBPF',
    event: 'on-cpu',
  });
  expect(screen.getByText('1 s in all')).toBeVisible();
  expect(screen.getByText(/Lua functions are not in this profile/)).toBeVisible();
  expect(within(screen.getByRole('list', { name: /Kinds of functions/ })).getAllByText('45 %')).toHaveLength(2);
});

test('another process is chosen by a select that says what it is to the route, one pod of it too', async () => {
  const { url } = show();
  const select = await screen.findByRole('combobox', { name: 'Process' });
  expect(
    within(select)
      .getAllByRole('group')
      .map((group) => group.getAttribute('label')),
  ).toEqual(['Gateway', 'Upstreams of this route', 'Other processes']);
  await userEvent.selectOptions(select, 'openresty · apisix-2');
  expect(url.search).toContain('process=openresty&service=apisix&on=apisix-2');
  await waitFor(() => expect(asked.at(-1)?.searchParams.get('instance')).toBe('apisix-2'));
  await userEvent.selectOptions(select, 'node · webshop');
  await waitFor(() => expect(asked.at(-1)?.searchParams.get('service')).toBe('webshop'));
  expect(url.search).not.toContain('on=');
  expect(screen.queryByText(/Lua functions/)).not.toBeInTheDocument();
});

test('only kinds of profile that exist can be chosen', async () => {
  processes = () =>
    Response.json({
      ...testProcesses,
      processes: [
        processOf({
          role: 'gateway',
          app: 'openresty',
          events: [
            { type: 'on-cpu', unit: 'microseconds', rows: 9 },
            { type: 'mem-alloc', unit: 'bytes', rows: 1 },
          ],
        }),
      ],
    });
  show();
  const select = await screen.findByRole('combobox', { name: 'Kind of profile' });
  expect(
    within(select)
      .getAllByRole('option')
      .map((option) => option.textContent),
  ).toEqual(['On CPU', 'Memory allocated']);
  await userEvent.selectOptions(select, 'Memory allocated');
  expect(await screen.findByText('1 MB in all')).toBeVisible();
  expect(asked.at(-1)?.searchParams.get('event')).toBe('mem-alloc');
});

test('a search counts, says what it covers, and steps; Enter in the field goes on', async () => {
  const { url } = show();
  await table();
  await userEvent.type(screen.getByRole('searchbox', { name: 'Find a function' }), 'read');
  expect(await screen.findByText('3 matches · 550 ms, 55 %')).toBeVisible();
  expect(await names()).toEqual(['KKernelsys_read', 'LLibraryread']);
  await userEvent.keyboard('{Enter}');
  expect(await screen.findByText('1 of 3 · 550 ms, 55 %')).toBeVisible();
  await userEvent.click(screen.getByRole('button', { name: 'Next match' }));
  expect(screen.getByText('2 of 3 · 550 ms, 55 %')).toBeVisible();
  await userEvent.click(screen.getByRole('button', { name: 'Previous match' }));
  await userEvent.keyboard('N');
  expect(screen.getByText('3 of 3 · 550 ms, 55 %')).toBeVisible();
  expect(url.search).toContain('q=read');
});

test('the picture is walked by arrows, Enter zooms, Escape shows all again; the table goes along', async () => {
  const { url } = show();
  await table();
  screen.getByRole('application', { name: 'Flame graph' }).focus();
  await userEvent.keyboard('{ArrowDown}{ArrowDown}{ArrowDown}');
  expect(line()).toHaveTextContent('handlerApplicationtotal 700 ms (70 %)self 200 ms (20 %)70 % of its caller');
  expect(within(await table()).getByRole('row', { name: /handler/ })).toHaveAttribute('aria-selected', 'true');
  await userEvent.keyboard('{ArrowRight}');
  expect(line()).toHaveTextContent('timers');
  await userEvent.keyboard('{Enter}');
  expect(url.search).toMatch(/frame=[\da-z]+\.[\da-z]+/);
  expect(url.history).toBe('push');
  await waitFor(() => expect(screen.getByRole('button', { name: 'Whole profile' })).toBeEnabled());
  await userEvent.keyboard('{Escape}');
  expect(url.search).not.toContain('frame=');
  expect(screen.getByRole('button', { name: 'Whole profile' })).toBeDisabled();
});

test('a row that is chosen is the function’s largest frame in the picture; Enter zooms there, and the address finds it again', async () => {
  const { url, unmount } = show();
  (await table()).focus();
  await userEvent.keyboard('{ArrowDown}{ArrowDown}{Enter}');
  expect(line()).toHaveTextContent('handler');
  const link = url.search;
  unmount();
  show(link);
  await table();
  expect(line()).toHaveTextContent('handler');
  expect(screen.getByRole('button', { name: 'Whole profile' })).toBeEnabled();
});

test('a frame that the profile does not have is said to be missing', async () => {
  show('frame=1.2');
  expect(await screen.findByText(/does not occur in this profile/)).toBeVisible();
});

test('columns sort, the other way at the second click', async () => {
  show();
  await userEvent.click(within(await table()).getByRole('button', { name: 'Total' }));
  expect((await names())[0]).toBe('AApplicationmain');
  await userEvent.click(within(await table()).getByRole('button', { name: 'Total' }));
  expect((await names())[0]).toBe('AApplicationtimers');
  expect(within(await table()).getByRole('columnheader', { name: 'Total' })).toHaveAttribute('aria-sort', 'ascending');
});

test('what is cut or too small to be shown is said', async () => {
  profile = () => Response.json({ ...testProfile, small: 1200, cut: { rows: 1_500_000, limit: 1_000_000 } });
  show();
  expect(await screen.findByText(/reads at most 1 M stacks at a time, and there are 1.5 M/)).toBeVisible();
  expect(screen.getByText(/1,200 frames are too small/)).toBeVisible();
});

test('no DeepFlow is the reason where there is none', async () => {
  processes = () => problem('not_configured', 501);
  show();
  expect(await screen.findByRole('heading', { name: 'No DeepFlow, no profiles' })).toBeVisible();
});

test('nothing profiled in the range says what the agent needs, and offers a longer one', async () => {
  processes = () => Response.json({ processes: [], isCut: false, calls: 0 });
  show('from=now-1h');
  expect(await screen.findByRole('heading', { name: 'Nothing was profiled in this range' })).toBeVisible();
  expect(screen.getByText(/process_matcher/)).toBeVisible();
  expect(screen.getByRole('button', { name: 'Look at a longer range' })).toBeVisible();
});

test('a process without a profile is named, and the others can be chosen', async () => {
  const { url } = show('process=java&on=orders-1');
  expect(await screen.findByText(/no profile of “java · orders-1”/)).toBeVisible();
  expect(asked).toHaveLength(0);
  await userEvent.click(screen.getByRole('button', { name: 'Choose another process' }));
  await table();
  expect(url.search).toBe('');
});

test('processes that the route has nothing to do with are offered, not shown', async () => {
  processes = () => Response.json({ ...testProcesses, processes: testProcesses.processes.slice(2) });
  show();
  expect(await screen.findByRole('heading', { name: /Neither the gateway nor an upstream/ })).toBeVisible();
  await userEvent.selectOptions(screen.getByRole('combobox', { name: 'Process' }), 'Whole host · node-1');
  await table();
});

test('a process whose stacks are gone has none', async () => {
  profile = () => Response.json({ functions: [], frames: { function: [], parent: [], self: [] }, small: 0, cut: null });
  show();
  expect(await screen.findByRole('heading', { name: 'No stacks in this range' })).toBeVisible();
});

test('a failure says what failed and can be tried again: of the list, and of one profile', async () => {
  processes = () => problem('upstream_rejected', 502);
  show();
  processes = () => Response.json(testProcesses);
  profile = () => problem('upstream_rejected', 502);
  await userEvent.click(within(await screen.findByRole('alert')).getByRole('button', { name: /again/i }));
  const select = await screen.findByRole('combobox', { name: 'Process' });
  expect(select).toBeVisible();
  profile = () => Response.json(testProfile);
  await userEvent.click(within(await screen.findByRole('alert')).getByRole('button', { name: /again/i }));
  await table();
});
