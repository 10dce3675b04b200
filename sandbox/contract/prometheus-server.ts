import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const binary = '/usr/bin/prometheus';

/** Whether Debian's package is installed; its own service is never used. */
export function hasPrometheus(): boolean {
  return existsSync(binary);
}

export type PrometheusServer = { url: string; stop: () => Promise<void> };

const readyWithinMs = 30_000;

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

/** Polls until something is so. @throws Error naming what never was. */
export async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + readyWithinMs;
  while (!(await isSo().catch(() => false))) {
    if (Date.now() > deadline) {
      throw new Error(`${what}: not within ${readyWithinMs / 1000} s`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Runs a Prometheus of our own, with a port and a folder of its own, both gone after `stop`. */
export async function startPrometheus(
  config: (port: number) => string,
  args: (folder: string) => readonly string[],
): Promise<PrometheusServer> {
  const folder = mkdtempSync(join(tmpdir(), 'routelens-prometheus-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const file = join(folder, 'prometheus.yml');
  writeFileSync(file, config(port));
  const child: ChildProcess = spawn(
    binary,
    [`--config.file=${file}`, `--web.listen-address=127.0.0.1:${port}`, '--log.level=error', ...args(folder)],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  const stop = async () => {
    process.removeListener('exit', kill);
    if (child.exitCode === null && child.signalCode === null) {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await ended;
    }
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await until('Prometheus is ready', async () => {
      if (child.exitCode !== null) {
        throw new Error(`Prometheus ended with ${child.exitCode}`);
      }
      return (await fetch(`${url}/-/ready`)).ok;
    });
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, stop };
}
