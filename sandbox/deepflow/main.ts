import { mkdirSync } from 'node:fs';
import { inventory } from '@/sandbox/deepflow/inventory';
import { noCluster } from '@/sandbox/deepflow/no-cluster';
import { startDeepflow } from '@/sandbox/deepflow/server';

function port(name: string, usual: number): number {
  const value = process.env[name];
  if (value === undefined || value === '') {
    return usual;
  }
  const number = Number(value);
  if (!Number.isInteger(number) || number < 0 || number > 65_535) {
    throw new Error(`${name} is no port: ${value}`);
  }
  return number;
}

const dataDir = process.env.SANDBOX_DEEPFLOW_DIR ?? '';

async function start() {
  try {
    if (dataDir !== '') mkdirSync(dataDir, { recursive: true });
    return await startDeepflow({
      host: '127.0.0.1',
      querierPort: port('SANDBOX_QUERIER_PORT', 20416),
      appPort: port('SANDBOX_APP_PORT', 20418),
      agentPort: port('SANDBOX_AGENT_PORT', 38086),
      inventory: process.env.SANDBOX_DEEPFLOW_ALONE === '1' ? noCluster : inventory,
      ...(dataDir === '' ? {} : { dataDir }),
    });
  } catch (error) {
    console.error(`deepflow: ${error instanceof Error ? error.message : String(error)}`);
    process.exit(1);
  }
}

const deepflow = await start();

let closing = false;
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.on(signal, () => {
    if (!closing) {
      closing = true;
      deepflow.close().then(
        () => process.exit(0),
        (error: unknown) => {
          console.error(error);
          process.exit(1);
        },
      );
    }
  });
}

const { querierUrl, appUrl, agentUrl } = deepflow;
console.log(JSON.stringify({ ready: 'deepflow', querierUrl, appUrl, agentUrl }));
