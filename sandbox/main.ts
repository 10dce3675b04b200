import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { adminKey, sandboxAddresses, viewerKey } from './addresses';
import { OptionError, sandboxOptions, usage } from './options';
import { sandboxHosts } from './shop/places';

/*
 * Starts the sandbox: an APISIX and a DeepFlow in small, a shop behind the gateway, and a scraper of the gateway's metrics,
 * each a process of its own.
 * Prints one JSON line with the addresses when all is ready; ends all of it on SIGINT, SIGTERM or the end of any.
 * With `--only deepflow` it is DeepFlow alone, for an APISIX of somebody's own.
 */

const options = readOptions();

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

if (options.only === 'deepflow') {
  await start('deepflow', { SANDBOX_DEEPFLOW_ALONE: '1', SANDBOX_DEEPFLOW_DIR: options.dataDir ?? '' });
  const { querier, app, agent } = addresses;
  console.log(JSON.stringify({ querier, app, agent, dataDir: options.dataDir, readyMs: Date.now() - startedAt }));
  console.error(`
  Spans:    give the gateway's opentelemetry plugin (plugin_metadata) this collector.address,
            with the question mark, which keeps the path that the plugin would append to:
            ${new URL(agent).host}/api/v1/otel/trace?
  Console:  DEEPFLOW_QUERIER_URL=${querier} DEEPFLOW_APP_URL=${app}
  Rows:     ${options.dataDir === null ? 'in a temporary folder, gone at the end; --data DIR keeps them' : options.dataDir}
`);
} else {
  await startAll();
}

async function startAll(): Promise<void> {
  await Promise.all([
    start('deepflow', {}),
    start('apisix', { SANDBOX_AGENT_URL: addresses.agent, SANDBOX_HOSTS: JSON.stringify(sandboxHosts()) }),
  ]);
  await Promise.all([
    start('scraper', {}),
    start('shop', {
      SANDBOX_EMPTY: options.empty ? '1' : '',
      SANDBOX_TRAFFIC: options.traffic ? '1' : '',
      SANDBOX_ROUTES: String(options.routes),
    }),
  ]);
  console.log(JSON.stringify({ ...addresses, adminKey, viewerKey, readyMs: Date.now() - startedAt }));
}

function readOptions() {
  try {
    const read = sandboxOptions(process.argv.slice(2));
    if (read !== 'help') return read;
    console.log(usage);
    process.exit(0);
  } catch (error) {
    if (!(error instanceof OptionError)) throw error;
    console.error(`sandbox: ${error.message} (--help lists the options)`);
    process.exit(2);
  }
}
