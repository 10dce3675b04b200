import { execFileSync } from 'node:child_process';
import { startServer, typescript } from '@/scripts/processes';
import { send, startConsole } from './built-console';
import { measureBulk } from './bulk';
import { type Figure, median } from './figure';

const standardPorts = {
  SANDBOX_ADMIN_PORT: '33180',
  SANDBOX_CONTROL_PORT: '33090',
  SANDBOX_GATEWAY_PORT: '33080',
  SANDBOX_METRICS_PORT: '33091',
  SANDBOX_QUERIER_PORT: '33416',
  SANDBOX_APP_PORT: '33418',
  SANDBOX_AGENT_PORT: '33086',
  SANDBOX_SHOP_PORT: '33281',
};
const ports = Object.fromEntries(
  Object.entries(standardPorts).map(([name, port]) => [name, process.env[name] ?? port]),
);
const consolePort = process.env.BENCH_CHANGES_PORT ?? '33300';
const address = `http://127.0.0.1:${consolePort}`;
/** The first rounds warm both servers up and are not counted. */
const warmUp = 20;
const rounds = 60;

/** Start, idle memory and the cost of a switch, and of 1,000 of them, of the built console, against the sandbox, which it starts. */
export async function measureConsole(): Promise<Figure[]> {
  const sandbox = await startServer(...typescript('sandbox/main.ts', '--no-traffic'), ports, (line) =>
    line.startsWith('{'),
  );
  const {
    admin = '',
    adminKey = '',
    querier = '',
    app = '',
    readyMs,
  } = JSON.parse(sandbox.line) as Record<string, string>;
  const startedAt = performance.now();
  const server = await startConsole(consolePort, {
    APISIX_ADMIN_URL: admin,
    APISIX_ADMIN_KEY: adminKey,
    DEEPFLOW_QUERIER_URL: querier,
    DEEPFLOW_APP_URL: app,
  });
  await fetch(`${address}/api/health`);
  const startMs = performance.now() - startedAt;
  await (await fetch(`${address}/default/routes`)).text();
  const idleMb = residentMb(server.pid);
  const bare: number[] = [];
  const ours: number[] = [];
  for (let round = -warmUp; round < rounds; round += 1) {
    const times = [await timed(() => barePatch(admin, adminKey, round)), await switched(round)] as const;
    if (round < 0) continue;
    bare.push(times[0]);
    ours.push(times[1]);
  }
  const bulk = await measureBulk({ console: address, admin, adminKey });
  return [
    { name: 'sandbox, started with two hours of history', value: Number(readyMs), unit: 'ms', budget: null },
    { name: 'console, start to first answer', value: startMs, unit: 'ms', budget: 2_000 },
    { name: 'console, memory after the first page', value: idleMb, unit: 'MB', budget: 150 },
    { name: 'a bare PATCH', value: median(bare), unit: 'ms', budget: null },
    { name: 'a switch through the console', value: median(ours), unit: 'ms', budget: median(bare) * 1.5 + 10 },
    ...bulk,
  ];
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

async function barePatch(admin: string, key: string, round: number): Promise<void> {
  await send(
    `${admin}/apisix/admin/routes/teapot`,
    'PATCH',
    { plugins: { prometheus: { prefer_name: round % 2 === 0 } } },
    { 'x-api-key': key },
  );
}

/** The apply alone is timed: the plan before it is the person's reading time. */
async function switched(round: number): Promise<number> {
  const path = `${address}/api/default/routes/search-api/plugins/prometheus`;
  const wish = { state: 'on', config: { prefer_name: round % 2 === 0 } };
  const { seen } = (await send(`${path}/plan`, 'POST', { wish })) as { seen: string };
  return timed(() => send(`${path}/apply`, 'POST', { wish, seen }));
}

function residentMb(pid: number): number {
  return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) / 1024;
}
