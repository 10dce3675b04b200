import { type Browser, chromium, type Page } from '@playwright/test';
import type { Profile, ProfiledProcesses } from '@/lib/deepflow/profile';
import { toProfile } from '@/lib/deepflow/profile-tree';
import { openProfile } from '@/lib/telemetry/profile/open-profile';
import { searchProfile } from '@/lib/telemetry/profile/search-profile';
import { browserPath } from '@/scripts/browser';
import { startConsole } from './built-console';
import { type Figure, median } from './figure';
import { PageCost } from './page-cost';
import { findText, nextFrame } from './page-probe';
import { profileTree } from './profile-frames';

const consolePort = process.env.BENCH_PROFILE_PORT ?? '33320';
const address = `http://127.0.0.1:${consolePort}`;
const frames = 100_000;
const rounds = 3;
const steps = 20;

type Round = { openMs: number; drawMs: number; hoverMs: number; searchMs: number };

/** A profile of 100,000 frames: what the server makes of it, and the tab of the built console with it in a browser. */
export async function measureProfilePage(): Promise<Figure[]> {
  const tree = profileTree(frames);
  const profile: Profile = { ...whole(toProfile(tree, frames)), cut: null };
  const opened = openProfile(profile);
  const figure = (what: string, value: number, budget: number | null): Figure => ({
    name: `profile, ${frames.toLocaleString('en')} frames: ${what}`,
    value,
    unit: 'ms',
    budget,
  });
  const figures = [
    figure(
      'to depth first, on the server',
      timed(() => toProfile(tree, frames)),
      null,
    ),
    figure(
      'layout',
      timed(() => openProfile(profile)),
      null,
    ),
    figure(
      'search alone',
      timed(() => searchProfile(opened, 'module_z')),
      null,
    ),
  ];
  await startConsole(consolePort);
  const browser = await chromium.launch({ executablePath: browserPath(), args: ['--no-sandbox', '--disable-gpu'] });
  try {
    const measured: Round[] = [];
    for (let round = 0; round < rounds; round += 1) measured.push(await measureRound(browser, JSON.stringify(profile)));
    const of = (key: keyof Round) => median(measured.map((round) => round[key]));
    return [
      ...figures,
      figure('page, open, CPU', of('openMs'), null),
      figure('page, a draw at another zoom, CPU', of('drawMs'), 50),
      figure('page, a move of the pointer, CPU', of('hoverMs'), null),
      figure('page, search, from the key until it is drawn, CPU', of('searchMs'), 100),
    ];
  } finally {
    await browser.close();
  }
}

const processes: ProfiledProcesses = {
  processes: [
    {
      role: 'gateway',
      app: 'openresty',
      language: 'eBPF',
      service: 'apisix',
      instances: ['apisix-1'],
      events: [{ type: 'on-cpu', unit: 'microseconds', rows: 1 }],
    },
  ],
  isCut: false,
  calls: 0,
};

async function measureRound(browser: Browser, profile: string): Promise<Round> {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  try {
    // The compiler of this suite names functions through a helper that the page does not have.
    await page.addInitScript({ content: 'globalThis.__name = (named) => named' });
    await page.route('**/profile/processes?*', (route) => route.fulfill({ json: processes }));
    await page.route('**/profile?*', (route) => route.fulfill({ contentType: 'application/json', body: profile }));
    const cost = await PageCost.of(browser, page);
    const openMs = await cost.mainThread(async () => {
      await page.goto(`${address}/default/routes/bench/profile`);
      await page.locator('[data-slot=function-row]').first().waitFor();
      await page.evaluate(nextFrame);
    });
    const drawMs = await overFlame(page, cost, (step) => page.mouse.wheel(0, step % 2 === 0 ? -160 : 120));
    const hoverMs = await overFlame(page, cost, () => Promise.resolve());
    // Found before: to look for it by its role takes the page longer than some of what is measured.
    const field = await page.getByRole('searchbox').first().elementHandle();
    if (field === null) throw new Error('the page has no search field');
    const searchMs = await cost.mainThread(() => field.evaluate(findText, 'module_z'));
    return { openMs, drawMs, hoverMs, searchMs };
  } finally {
    await page.close();
  }
}

/** CPU of the main thread for something done over the picture and the frame that shows it; median of several. */
async function overFlame(page: Page, cost: PageCost, act: (step: number) => Promise<unknown>): Promise<number> {
  const box = await page.locator('[data-slot=flame-graph]').boundingBox();
  if (box === null) throw new Error('the page shows no flame graph');
  const times: number[] = [];
  for (let step = 1; step <= steps; step += 1) {
    times.push(
      await cost.mainThread(async () => {
        await page.mouse.move(box.x + (box.width * step) / (steps + 1), box.y + (box.height * step) / (steps + 1));
        await act(step);
        await page.evaluate(nextFrame);
      }),
    );
  }
  return median(times);
}

function timed(run: () => unknown): number {
  return median(
    Array.from({ length: 5 }, () => {
      const from = performance.now();
      run();
      return performance.now() - from;
    }),
  );
}

function whole<T>(made: T | null): T {
  if (made === null) throw new Error('the generated profile is no tree');
  return made;
}

if (process.argv[1] === import.meta.filename) {
  const { printFigures } = await import('./figure');
  const { stopAll } = await import('@/scripts/processes');
  try {
    printFigures(await measureProfilePage());
  } finally {
    await stopAll();
  }
}
