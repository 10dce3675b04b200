import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export const root = `${import.meta.dirname}/..`;

const running = new Set<ChildProcess>();

function launch(command: string, args: readonly string[], options: SpawnOptions): ChildProcess {
  const child = spawn(command, args, { cwd: root, ...options });
  running.add(child);
  child.once('exit', () => running.delete(child));
  return child;
}

/** Command line of a TypeScript file of ours. Not by npx, which would not pass a signal on to what it started. */
export const typescript = (file: string, ...args: readonly string[]): [command: string, args: string[]] => [
  process.execPath,
  ['--import', 'tsx', file, ...args],
];

/** Runs a command to its end, its output shown; resolves with its exit code. */
export function run(
  command: string,
  args: readonly string[],
  environment: Record<string, string> = {},
): Promise<number> {
  const child = launch(command, args, {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...environment },
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

/** Runs a command to its end; resolves with its exit code and all it printed, which is shown as well. */
export function runAndRead(command: string, args: readonly string[]): Promise<{ code: number; output: string }> {
  const child = launch(command, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    output += chunk.toString();
    process.stdout.write(chunk);
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve({ code: code ?? 1, output }));
  });
}

/** Starts a server; resolves with the first line of its stdout that `ready` accepts. Rejects if it ends before. */
export function startServer(
  command: string,
  args: readonly string[],
  environment: Record<string, string>,
  ready: (line: string) => boolean,
): Promise<{ line: string; pid: number; ended: Promise<void> }> {
  const child = launch(command, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...environment },
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`${command} ${args.join(' ')} ended with ${code}`)));
    if (child.stdout)
      createInterface({ input: child.stdout }).on('line', (line) => {
        if (ready(line)) resolve({ line, pid: child.pid ?? 0, ended });
      });
  });
}

/** Ends everything that was started here and waits for it. */
export async function stopAll(): Promise<void> {
  await Promise.all(
    [...running].map(
      (child) =>
        new Promise<void>((resolve) => {
          child.once('exit', () => resolve());
          child.kill('SIGTERM');
        }),
    ),
  );
}
