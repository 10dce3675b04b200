import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { adminKey, sandboxAddresses, viewerKey } from './addresses';
import { sandboxHosts } from './shop/places';

/*
 * Starts the sandbox: an APISIX and a DeepFlow in small, a shop behind the gateway, and a scraper of the gateway's metrics,
 * each a process of its own.
 * Prints one JSON line with the addresses when all is ready; ends all of it on SIGINT, SIGTERM or the end of any.
 */

const { values: options } = parseArgs({
  options: {
    empty: { type: 'boolean', default: false },
    'no-traffic': { type: 'boolean', default: false },
    routes: { type: 'string', default: '0' },
  },
});

const startedAt = Date.now();
const addresses = sandboxAddresses();
const children: ChildProcess[] = [];
let stopping = false;

function stop(code: number): void {
  if (stopping) return;
  stopping = true;
  for (const child of children) child.kill('SIGTERM');
  const late = setTimeout(() => {
    for (const child of children) child.kill('SIGKILL');
  }, 3_000);
  void Promise.all(
    children.map((child) =>
      child.exitCode === null && child.signalCode === null ? new Promise((done) => child.once('exit', done)) : null,
    ),
  ).then(() => {
    clearTimeout(late);
    process.exit(code);
  });
}

/** Resolves with the process's first line on stdout: it is ready then. */
function start(part: string, environment: Record<string, string>): Promise<string> {
  const child = spawn(process.execPath, ['--import', 'tsx', `sandbox/${part}/main.ts`], {
    cwd: `${import.meta.dirname}/..`,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  child.once('exit', (code, signal) => {
    if (!stopping) console.error(`sandbox: ${part} ended (${signal ?? code})`);
    stop(1);
  });
  return new Promise((resolve) => createInterface({ input: child.stdout }).once('line', resolve));
}

process.once('SIGINT', () => stop(0));
process.once('SIGTERM', () => stop(0));

await Promise.all([
  start('deepflow', {}),
  start('apisix', { SANDBOX_AGENT_URL: addresses.agent, SANDBOX_HOSTS: JSON.stringify(sandboxHosts()) }),
]);
await Promise.all([
  start('scraper', {}),
  start('shop', {
    SANDBOX_EMPTY: options.empty ? '1' : '',
    SANDBOX_TRAFFIC: options['no-traffic'] || options.empty ? '' : '1',
    SANDBOX_ROUTES: options.routes,
  }),
]);
console.log(JSON.stringify({ ...addresses, adminKey, viewerKey, readyMs: Date.now() - startedAt }));
