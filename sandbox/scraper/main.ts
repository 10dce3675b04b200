import { sandboxAddresses } from '@/sandbox/addresses';
import { inventory } from '@/sandbox/deepflow/inventory';
import { encodeWrite } from '@/sandbox/deepflow/prometheus/write-request';
import { scraped } from '@/sandbox/scraper/scrape';

/*
 * The sandbox's Prometheus in agent mode: reads the gateway's metrics and writes them to DeepFlow's agent. To DeepFlow
 * the gateway is its pod in the cluster, so that the samples get that pod's tags.
 */

const intervalMs = 15_000;
const { metrics, agent } = sandboxAddresses();
const target = { job: 'apisix', instance: `${inventory.workload('apisix').ip}:9091` };

async function read(): Promise<string | null> {
  try {
    const answer = await fetch(`${metrics}/apisix/prometheus/metrics`, { signal: AbortSignal.timeout(intervalMs) });
    return answer.ok ? await answer.text() : null;
  } catch {
    return null;
  }
}

async function scrape(): Promise<void> {
  const timestampMs = Date.now();
  const body = encodeWrite(scraped(await read(), target, timestampMs));
  const answer = await fetch(`${agent}/api/v1/prometheus`, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-protobuf',
      'content-encoding': 'snappy',
      'x-prometheus-remote-write-version': '0.1.0',
    },
    body,
  });
  await answer.arrayBuffer();
}

let isAtWork = false;
async function tick(): Promise<void> {
  if (isAtWork) return;
  isAtWork = true;
  await scrape().catch((error: unknown) => console.error('scrape:', error instanceof Error ? error.message : error));
  isAtWork = false;
}

await tick();
const timer = setInterval(() => void tick(), intervalMs);
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    clearInterval(timer);
    process.exit(0);
  });
}
console.log(JSON.stringify({ ready: 'scraper', metrics, agent }));
