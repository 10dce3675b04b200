import type { Browser, CDPSession, Page } from '@playwright/test';

type TraceEvent = { name: string; pid: number; tid: number; dur?: number; tdur?: number };

/** Named so that it is found among the events of a whole browser. */
const mark = 'routelens-bench';
const categories = ['-*', 'disabled-by-default-devtools.timeline', 'blink.user_timing'];

/** The longest task of a page's main thread: as it passed, and the longest that the thread itself ran. */
export type LongestTask = { wallMs: number; cpuMs: number };

/**
 * What a page costs, told by the browser. CPU times are the thread's own: what else the machine does at the time is not
 * the page's.
 */
export class PageCost {
  readonly #browser: Browser;
  readonly #page: Page;
  readonly #session: CDPSession;
  readonly #workers: string[] = [];
  readonly #waiting = new Map<number, (result: unknown) => void>();
  #lastMessage = 0;

  private constructor(browser: Browser, page: Page, session: CDPSession) {
    this.#browser = browser;
    this.#page = page;
    this.#session = session;
  }

  static async of(browser: Browser, page: Page): Promise<PageCost> {
    const session = await page.context().newCDPSession(page);
    const cost = new PageCost(browser, page, session);
    await session.send('Performance.enable', { timeDomain: 'threadTicks' });
    session.on('Target.attachedToTarget', ({ sessionId, targetInfo }) => {
      if (targetInfo.type === 'worker') cost.#workers.push(sessionId);
    });
    session.on('Target.detachedFromTarget', ({ sessionId }) => {
      const at = cost.#workers.indexOf(sessionId);
      if (at >= 0) cost.#workers.splice(at, 1);
    });
    session.on('Target.receivedMessageFromTarget', ({ message }) => {
      const { id, result } = JSON.parse(message) as { id?: number; result?: unknown };
      if (id !== undefined) cost.#waiting.get(id)?.(result);
    });
    // With `flatten` a session could not talk to a worker through the page's own.
    await session.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: false, flatten: false });
    return cost;
  }

  /** CPU time of the main thread while something happens, ms. */
  async mainThread(happens: () => Promise<unknown>): Promise<number> {
    const before = await this.#taskSeconds();
    await happens();
    return ((await this.#taskSeconds()) - before) * 1_000;
  }

  /** Watches the tasks of the main thread while something happens. */
  async longestTask(happens: () => Promise<unknown>): Promise<LongestTask> {
    await this.#browser.startTracing(this.#page, { categories });
    await this.#page.evaluate((name) => void performance.mark(name), mark);
    await happens();
    const { traceEvents } = JSON.parse((await this.#browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] };
    const own = traceEvents.find(({ name }) => name === mark);
    const tasks = traceEvents.filter(({ name, pid, tid }) => name === 'RunTask' && pid === own?.pid && tid === own.tid);
    if (tasks.length === 0) throw new Error('the browser told of no tasks of the page');
    return {
      wallMs: tasks.reduce((most, { dur = 0 }) => Math.max(most, dur), 0) / 1_000,
      cpuMs: tasks.reduce((most, { tdur = 0 }) => Math.max(most, tdur), 0) / 1_000,
    };
  }

  /** Heaps of the page and its workers after a collection, the memory of typed arrays included, MB. */
  async memory(): Promise<number> {
    const heaps = [await heapOf((method) => this.#session.send(method))];
    for (const worker of this.#workers) heaps.push(await heapOf((method) => this.#ask(worker, method)));
    if (heaps.length < 2) throw new Error('the page has no worker');
    return heaps.reduce((sum, bytes) => sum + bytes, 0) / 1e6;
  }

  async #taskSeconds(): Promise<number> {
    const { metrics } = await this.#session.send('Performance.getMetrics');
    return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN;
  }

  #ask(sessionId: string, method: string): Promise<unknown> {
    this.#lastMessage += 1;
    const id = this.#lastMessage;
    const answer = new Promise((resolve) => this.#waiting.set(id, resolve));
    void this.#session.send('Target.sendMessageToTarget', { sessionId, message: JSON.stringify({ id, method }) });
    return answer;
  }
}

async function heapOf(
  ask: (method: 'HeapProfiler.collectGarbage' | 'Runtime.getHeapUsage') => Promise<unknown>,
): Promise<number> {
  await ask('HeapProfiler.collectGarbage');
  const { usedSize, backingStorageSize } = (await ask('Runtime.getHeapUsage')) as {
    usedSize: number;
    backingStorageSize: number;
  };
  return usedSize + backingStorageSize;
}
