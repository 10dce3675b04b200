import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { gzipSync } from 'node:zlib';
import { root, startServer, stopAll, typescript } from './processes';
import { scratchData } from './scratch-data';

/**
 * Measures the JavaScript that a page loads before it can be used: the scripts named in the HTML that the built
 * console serves, gzipped. Next no longer prints it. Fails when a page is over its budget.
 */

const budgets = [
  { page: 'route list', path: '/default/routes', limitKb: 200 },
  { page: 'trace', path: '/default/traces/7606387081220197639', limitKb: 230 },
];

const port = await freePort();
const nobody = 'http://127.0.0.1:9'; // no upstream is needed for the scripts
let failed = false;
try {
  await startServer(
    ...typescript('scripts/start.ts'),
    {
      ...scratchData(),
      HOST: '127.0.0.1',
      PORT: String(port),
      APISIX_ADMIN_URL: nobody,
      APISIX_ADMIN_KEY: 'none',
      DEEPFLOW_QUERIER_URL: nobody,
      DEEPFLOW_APP_URL: nobody,
    },
    (line) => line.includes('Ready'),
  );
  for (const { page, path, limitKb } of budgets) {
    const response = await fetch(`http://127.0.0.1:${port}${path}`);
    const html = await response.text();
    const scripts = [...html.matchAll(/<script\b[^>]*>/g)]
      .map(([tag]) => tag)
      .filter((tag) => !/\bnomodule\b/i.test(tag))
      .flatMap((tag) => /\bsrc="(\/_next\/static\/[^"?]+)/.exec(tag)?.[1] ?? []);
    if (!response.ok || scripts.length === 0)
      throw new Error(`${path} answered ${response.status} with ${scripts.length} scripts`);
    const bytes = [...new Set(scripts)].reduce(
      (sum, source) => sum + gzipSync(readFileSync(`${root}/.next${source.slice('/_next'.length)}`)).length,
      0,
    );
    const over = bytes > limitKb * 1000;
    failed ||= over;
    console.log(
      `${over ? 'OVER' : 'ok  '}  ${page}: ${(bytes / 1000).toFixed(1)} kB gzip of ${limitKb} kB, ${scripts.length} scripts`,
    );
  }
} finally {
  await stopAll();
}
process.exit(failed ? 1 : 0);

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}
