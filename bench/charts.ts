import { type Browser, chromium, type Page } from '@playwright/test';
import { build } from 'esbuild';
import { browserPath } from '@/scripts/browser';
import { root } from '@/scripts/processes';
import { startConsole } from './built-console';
import { type Figure, median } from './figure';
import { PageCost } from './page-cost';
import { nextFrame } from './page-probe';

const consolePort = process.env.BENCH_CHARTS_PORT ?? '33330';
const address = `http://127.0.0.1:${consolePort}`;
const charts = 12;
const moves = 60;
const rounds = 3;

type Round = { openMs: number; nothingMs: number; moveMs: number; worstMs: number };

/**
 * Twelve charts of 1,000 points whose crosshairs go in step: what the main thread does for one move of the pointer and
 * the frame that shows it, beyond what a move over an empty part of the page costs, the bench's own questions among it.
 * The charts are those of the product, in a page of the bench at the built console's address
 * and with its style sheets.
 */
export async function measureCharts(): Promise<Figure[]> {
  await startConsole(consolePort);
  const html = await pageOfCharts();
  const browser = await chromium.launch({ executablePath: browserPath(), args: ['--no-sandbox', '--disable-gpu'] });
  try {
    const measured: Round[] = [];
    for (let round = 0; round < rounds; round += 1) measured.push(await measureRound(browser, html));
    const figure = (what: string, key: keyof Round, budget: number | null): Figure => ({
      name: `${charts} charts, 1,000 points: ${what}`,
      value: median(measured.map((round) => round[key])),
      unit: 'ms',
      budget,
    });
    return [
      figure('drawn, CPU', 'openMs', null),
      figure('a move beside the charts, CPU', 'nothingMs', null),
      figure('what a move over one adds, CPU', 'moveMs', 8),
      figure('what the slowest adds, CPU', 'worstMs', null),
    ];
  } finally {
    await browser.close();
  }
}

/** The page with its script in it, and the style sheets that the console's own pages name. */
export async function pageOfCharts(): Promise<string> {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: ['bench/charts-page.tsx'],
    bundle: true,
    minify: true,
    write: false,
    outdir: 'bench',
    format: 'iife',
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"production"' },
    // What Next's link asks for beside.
    banner: { js: 'globalThis.process ??= { env: {} };' },
  });
  const output = (extension: string) => outputFiles.find(({ path }) => path.endsWith(extension))?.text ?? '';
  const served = await (await fetch(`${address}/default/status`)).text();
  const sheets = [...served.matchAll(/<link\b[^>]*rel="stylesheet"[^>]*>/g)].map(([tag]) => tag);
  if (sheets.length === 0) throw new Error('the console names no style sheet');
  // A closing tag within the script would end it.
  const script = output('.js').replaceAll('</script', '<\\/script');
  return `<!doctype html><html lang="en"><head><meta charset="utf-8">${sheets.join('')}<style>${output('.css')}</style></head><body><script>${script}</script></body></html>`;
}

async function measureRound(browser: Browser, html: string): Promise<Round> {
  const page = await browser.newPage({ viewport: { width: 1440, height: 1400 } });
  try {
    await page.route('**/bench/charts', (route) => route.fulfill({ contentType: 'text/html', body: html }));
    const cost = await PageCost.of(browser, page);
    const openMs = await cost.mainThread(async () => {
      await page.goto(`${address}/bench/charts`);
      await page
        .locator('.u-over')
        .nth(charts - 1)
        .waitFor();
      await page.evaluate(nextFrame);
    });
    const nothingMs = median(await moveIn(page, cost, { x: 0, y: 2, width: 1440, height: 10 }));
    const over = await page.locator('.u-over').first().boundingBox();
    if (over === null) throw new Error('the page shows no chart');
    const times = await moveIn(page, cost, over);
    await page.waitForFunction(areInStep);
    return { openMs, nothingMs, moveMs: median(times) - nothingMs, worstMs: Math.max(...times) - nothingMs };
  } finally {
    await page.close();
  }
}

type Box = { x: number; y: number; width: number; height: number };

async function moveIn(page: Page, cost: PageCost, box: Box): Promise<number[]> {
  const times: number[] = [];
  for (let move = 1; move <= moves; move += 1) {
    const [x, y] = [box.x + (box.width * move) / (moves + 1), box.y + box.height * (0.3 + (move % 5) / 10)];
    times.push(
      await cost.mainThread(async () => {
        await page.mouse.move(x, y);
        await page.evaluate(nextFrame);
      }),
    );
  }
  return times;
}

/** Runs in the page: every chart says the same time. */
function areInStep(): boolean {
  const times = [...document.querySelectorAll('[data-slot=chart-legend] [data-time]')].map((cell) => cell.textContent);
  return times.length > 0 && times.every((time) => time !== '' && time === times[0]);
}

if (process.argv[1] === import.meta.filename) {
  const { printFigures } = await import('./figure');
  const { stopAll } = await import('@/scripts/processes');
  try {
    printFigures(await measureCharts());
  } finally {
    await stopAll();
  }
}
