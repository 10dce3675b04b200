import { send } from './built-console';
import { type Figure, median } from './figure';

/** As many as the console has under way at once (lib/server/changes/run-items.ts). */
const writesAtOnce = 8;
const routeCount = 1000;
/** The first round warms both servers up and is not counted. */
const rounds = 6;

type Upstreams = { console: string; admin: string; adminKey: string };
type Summary = { id: string; status: string; at: number; endedAt: number | null; counts: Record<string, number> };

/** One plugin of 1,000 routes: the dry run, and writing them through the console and by bare PATCHes. */
export async function measureBulk({ console: address, admin, adminKey }: Upstreams): Promise<Figure[]> {
  const ids = Array.from({ length: routeCount }, (_, n) => `bench-${n}`);
  const ask = (method: string, path: string, body: unknown) =>
    send(`${admin}/apisix/admin${path}`, method, body, { 'x-api-key': adminKey });
  await atOnce(ids, (id, n) =>
    ask('PUT', `/routes/${id}`, {
      name: id,
      uri: `/bench/${id}/*`,
      host: `api.team${n % 50}.example.com`,
      labels: { bench: 'bulk' },
      upstream: { type: 'roundrobin', nodes: { '127.0.0.1:1980': 1 } },
      plugins: { 'request-id': { include_in_response: true } },
    }),
  );
  const figures = { dryRunMs: [] as number[], bareMs: [] as number[], oursMs: [] as number[] };
  for (let round = 0; round < rounds; round++) {
    const dryRunAt = performance.now();
    const planned = (await send(`${address}/api/default/changes/plan`, 'POST', {
      plugin: 'prometheus',
      wish: { state: 'on', config: { prefer_name: round % 2 === 0 } },
      routes: { query: { label: ['bench=bulk'] }, except: [] },
    })) as Summary;
    const dryRunMs = performance.now() - dryRunAt;
    const oursMs = await written(address, planned.id);
    const bareAt = performance.now();
    await atOnce(ids, (id) =>
      ask('PATCH', `/routes/${id}`, { plugins: { prometheus: { prefer_name: round % 2 === 0 } } }),
    );
    const bareMs = performance.now() - bareAt;
    // Back to what the console wrote, so that the next dry run finds something to change.
    if (round === 0) continue;
    figures.dryRunMs.push(dryRunMs);
    figures.oursMs.push(oursMs);
    figures.bareMs.push(bareMs);
  }
  const bareMs = median(figures.bareMs);
  return [
    { name: 'bulk, 1,000 routes: dry run', value: median(figures.dryRunMs), unit: 'ms', budget: 3_000 },
    { name: 'bulk, 1,000 routes: bare PATCHes, 8 at once', value: bareMs, unit: 'ms', budget: null },
    // 80 % of what bare PATCHes reach.
    {
      name: 'bulk, 1,000 routes: written by the console',
      value: median(figures.oursMs),
      unit: 'ms',
      budget: bareMs / 0.8,
    },
  ];
}

/** From the start of a planned change to its end, by the console's own clock. */
async function written(address: string, id: string): Promise<number> {
  const change = `${address}/api/default/changes/${id}`;
  const started = (await send(`${change}/start`, 'POST', {
    outcomes: ['will_change', 'twice'],
    options: null,
    revertAt: null,
  })) as Summary;
  for (let summary = started; ; ) {
    if (summary.endedAt !== null) {
      if (summary.counts.written !== routeCount) throw new Error(`not all were written: ${JSON.stringify(summary)}`);
      return summary.endedAt - summary.at;
    }
    if (summary.status !== 'running') throw new Error(`it does not run: ${JSON.stringify(summary)}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
    summary = (await (await fetch(change)).json()) as Summary;
  }
}

async function atOnce(ids: readonly string[], work: (id: string, n: number) => Promise<unknown>): Promise<void> {
  const rest = ids.entries();
  await Promise.all(
    Array.from({ length: writesAtOnce }, async () => {
      for (const [n, id] of rest) await work(id, n);
    }),
  );
}
