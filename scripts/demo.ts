import { existsSync, readdirSync, statSync } from 'node:fs';
import { serverFile } from './console-server';
import { root, run, startServer, stopAll, typescript } from './processes';
import { scratchData } from './scratch-data';

/** `npm run demo`: the sandbox and the console together, until Ctrl-C. Builds the console when it is missing or old. */

const port = process.env.PORT ?? '3000';
const address = `http://127.0.0.1:${port}`;

async function stop(code: number): Promise<never> {
  await stopAll();
  process.exit(code);
}
process.once('SIGINT', () => void stop(0));
process.once('SIGTERM', () => void stop(0));

if (newestSource() > builtAt()) {
  console.log('Building the console (about half a minute)…');
  if ((await run('npm', ['run', '--silent', 'build'], { NEXT_TELEMETRY_DISABLED: '1' })) !== 0) await stop(1);
}

try {
  console.log('Starting the sandbox: APISIX, DeepFlow and a shop, with two hours of history…');
  const sandbox = await startServer(...typescript('sandbox/main.ts'), {}, (line) => line.startsWith('{'));
  const parts = JSON.parse(sandbox.line) as Record<string, string>;
  const settings = {
    HOST: '127.0.0.1',
    PORT: port,
    // The sandbox begins anew each time, so the record of what was changed there does, too.
    ...scratchData(),
    APISIX_ADMIN_URL: parts.admin ?? '',
    APISIX_ADMIN_KEY: parts.adminKey ?? '',
    APISIX_CONTROL_URL: parts.control ?? '',
    DEEPFLOW_QUERIER_URL: parts.querier ?? '',
    DEEPFLOW_APP_URL: parts.app ?? '',
  };
  const console_ = await startServer(...typescript('scripts/start.ts'), settings, (line) => line.includes('Ready'));
  console.log(`
  Routelens   ${address}
  Accounts    none yet: the console listens on this machine only
  Gateway     ${parts.gateway}   try: curl -H 'Host: shop.example.com' ${parts.gateway}/p/7
  Admin API   ${parts.admin}   key ${parts.adminKey}
  DeepFlow    ${parts.querier} (querier)   ${parts.app} (tracing)   ${parts.agent} (agent)

  Ctrl-C ends all of it.
`);
  await Promise.race([sandbox.ended, console_.ended]);
  await stop(1);
} catch (error) {
  console.error(`The demo did not start: ${error instanceof Error ? error.message : String(error)}`);
  await stop(1);
}

function builtAt(): number {
  return existsSync(serverFile) ? statSync(serverFile).mtimeMs : 0;
}

/** Time of the youngest file that the build reads. */
function newestSource(): number {
  const ages = ['package-lock.json', 'next.config.mjs', 'proxy.ts', 'instrumentation.ts'].map(
    (file) => statSync(`${root}/${file}`).mtimeMs,
  );
  for (const folder of ['app', 'components', 'lib'])
    for (const file of readdirSync(`${root}/${folder}`, { recursive: true, encoding: 'utf8' }))
      if (!file.includes('.test.')) ages.push(statSync(`${root}/${folder}/${file}`).mtimeMs);
  return Math.max(...ages);
}
