import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from '@playwright/test';
import { browserPath } from '@/scripts/browser';
import { startConsole } from './built-console';
import { type Figure, median } from './figure';
import { PageCost } from './page-cost';
import { clickKind, findText, nextFrame, type Opening, scrollRows, watchOpening } from './page-probe';
import { writeTraceFile } from './trace-spans';

const consolePort = process.env.BENCH_CONSOLE_PORT ?? '33310';
const address = `http://127.0.0.1:${consolePort}`;

/** The shorter what is measured, the more of it is chance. */
const sizes = [
  { spans: 1_000, interactiveMs: 300, rounds: 7 },
  { spans: 50_000, interactiveMs: 2_000, rounds: 3 },
  { spans: 100_000, interactiveMs: 4_000, rounds: 3 },
];

const browserArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
];

type Round = Opening & {
  freezeMs: number;
  freezeCpuMs: number;
  hoverMs: number;
  filterMs: number;
  findMs: number;
  scrollFps: number;
  scrollCpuMs: number;
  memoryMb: number;
};

/**
 * The trace page of the built console with files of generated spans, in a browser. The clock starts when the page has
 * the file: reading, parsing and laying it out are part of «interactive». Medians of several rounds.
 */
export async function measureTracePage(): Promise<Figure[]> {
  await startConsole(consolePort);
  const folder = mkdtempSync(join(tmpdir(), 'routelens-bench-'));
  const browser = await chromium.launch({ executablePath: browserPath(), args: browserArguments });
  try {
    const figures: Figure[] = [];
    for (const { spans, interactiveMs, rounds } of sizes) {
      const file = join(folder, `${spans}.json`);
      await writeTraceFile(spans, file);
      const measured: Round[] = [];
      for (let round = 0; round < rounds; round += 1) measured.push(await measureRound(browser, file));
      figures.push(...figuresOf(spans, statSync(file).size, interactiveMs, measured));
    }
    return figures;
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function figuresOf(spans: number, bytes: number, interactiveMs: number, measured: readonly Round[]): Figure[] {
  const of = (key: keyof Round) => median(measured.map((round) => round[key]));
  const isBudgeted = spans === 50_000;
  const figure = (what: string, key: keyof Round, unit: string, budget: number | null): Figure => ({
    name: `trace page, ${spans.toLocaleString('en')} spans: ${what}`,
    value: of(key),
    unit,
    budget,
  });
  return [
    figure(`first rows (${(bytes / 1e6).toFixed(0)} MB)`, 'rowsMs', 'ms', null),
    figure('interactive', 'interactiveMs', 'ms', interactiveMs),
    figure('longest freeze', 'freezeMs', 'ms', 200),
    figure('longest freeze, CPU', 'freezeCpuMs', 'ms', null),
    figure('a move of the pointer, CPU', 'hoverMs', 'ms', isBudgeted ? 16 : null),
    figure('a filter', 'filterMs', 'ms', isBudgeted ? 200 : null),
    figure('find, with the pause for typing', 'findMs', 'ms', null),
    figure('scrolling', 'scrollFps', 'fps', null),
    figure('scrolling, CPU a frame', 'scrollCpuMs', 'ms', null),
    figure('memory, page and worker', 'memoryMb', 'MB', isBudgeted ? 300 : null),
  ];
}

/** The same three times: to watch a page takes it so much longer that what it needs is measured without that. */
async function measureRound(browser: Browser, file: string): Promise<Round> {
  const opening = await onPage(browser, (page) => open(page, file));
  const used = await onPage(browser, async (page) => use(page, await PageCost.of(browser, page), file));
  const { wallMs, cpuMs } = await onPage(browser, async (page) => {
    const cost = await PageCost.of(browser, page);
    return cost.longestTask(() => use(page, cost, file));
  });
  return { ...opening, ...used, freezeMs: wallMs, freezeCpuMs: cpuMs };
}

async function onPage<Result>(browser: Browser, run: (page: Page) => Promise<Result>): Promise<Result> {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  try {
    // The compiler of this suite names functions through a helper that the page does not have.
    await page.addInitScript({ content: 'globalThis.__name = (named) => named' });
    await page.goto(`${address}/default/traces/file`, { waitUntil: 'networkidle' });
    await page.locator('input[type=file]').waitFor({ state: 'attached' });
    return await run(page);
  } finally {
    await page.close();
  }
}

async function open(page: Page, file: string): Promise<Opening> {
  await page.evaluate(watchOpening);
  await page.locator('input[type=file]').setInputFiles(file);
  return page.evaluate(() => (globalThis as unknown as { opening: Promise<Opening> }).opening);
}

async function use(
  page: Page,
  cost: PageCost,
  file: string,
): Promise<Omit<Round, keyof Opening | 'freezeMs' | 'freezeCpuMs'>> {
  await open(page, file);
  await page.waitForLoadState('networkidle');
  const hoverMs = await hover(page, cost);
  const scrolled = await scroll(page, cost);
  const filterMs = await filter(page);
  const findMs = await page.getByRole('searchbox').first().evaluate(findText);
  return { hoverMs, ...scrolled, filterMs, findMs, memoryMb: await cost.memory() };
}

/** What the main thread has to do for one move of the pointer and the frame that shows it: median of 30 over rows and 30 over the flame graph. */
async function hover(page: Page, cost: PageCost): Promise<number> {
  const times: number[] = [];
  for (const slot of ['flame-graph', 'span-row']) {
    const box = await page.locator(`[data-slot="${slot}"]`).first().boundingBox();
    if (box === null) throw new Error(`the page shows no ${slot}`);
    const height = slot === 'span-row' ? 12 * box.height : box.height;
    for (let step = 1; step <= 30; step += 1) {
      const x = box.x + box.width * (0.45 + step / 80);
      const y = box.y + (height * step) / 32;
      times.push(
        await cost.mainThread(async () => {
          await page.mouse.move(x, y);
          await page.evaluate(nextFrame);
        }),
      );
    }
  }
  await page.mouse.move(2, 2);
  return median(times);
}

async function scroll(page: Page, cost: PageCost): Promise<Pick<Round, 'scrollFps' | 'scrollCpuMs'>> {
  let scrolled = { frames: 0, ms: 0 };
  const cpuMs = await cost.mainThread(async () => {
    scrolled = await page.evaluate(scrollRows, 2_000);
  });
  return { scrollFps: (scrolled.frames / scrolled.ms) * 1_000, scrollCpuMs: cpuMs / scrolled.frames };
}

/** Network spans away and back, twice. */
async function filter(page: Page): Promise<number> {
  const button = page.locator('[data-slot="trace-toolbar"] fieldset button').filter({ hasText: /^N/ }).first();
  const times: number[] = [];
  for (let round = 0; round < 4; round += 1) times.push(await button.evaluate(clickKind));
  return median(times);
}

if (process.argv[1] === import.meta.filename) {
  const { printFigures } = await import('./figure');
  const { stopAll } = await import('@/scripts/processes');
  try {
    printFigures(await measureTracePage());
  } finally {
    await stopAll();
  }
}
