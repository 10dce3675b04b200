import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Debian's package installs the programs by version, outside of PATH. */
const versions = '/usr/lib/postgresql';

function binaries(): string | null {
  if (!existsSync(versions)) return null;
  const newest = readdirSync(versions)
    .filter((version) => existsSync(`${versions}/${version}/bin/initdb`))
    .sort((a, b) => Number(b) - Number(a))[0];
  return newest === undefined ? null : `${versions}/${newest}/bin`;
}

/** Whether Debian's package is installed; a cluster of its own is never used. */
export function hasPostgres(): boolean {
  return binaries() !== null;
}

export type PostgresServer = {
  url: string;
  /** Ends it as a crash would: connections break off. */
  kill: () => Promise<void>;
  start: () => Promise<void>;
  stop: () => Promise<void>;
};

/** PostgreSQL refuses to run as root; root hands it to the user that the package made, or to nobody. */
function userIds(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const id = (flag: string, user: string) => Number(execFileSync('id', [flag, user], { encoding: 'utf8' }));
  for (const user of ['postgres', 'nobody'])
    try {
      return { uid: id('-u', user), gid: id('-g', user) };
    } catch {
      // There is no such user.
    }
  throw new Error('There is no user postgres and no user nobody to run PostgreSQL as');
}

/**
 * A test process that is killed closes its end of the pipe, and no server outlives it. SIGQUIT is PostgreSQL's
 * "immediate": it ends its children, too, and recovers at the next start.
 */
const untilInputEnds = '"$@" & server=$!; read _; kill -QUIT $server; wait $server';

/** Runs a PostgreSQL of our own in a folder of its own, by a socket that lies there; all of it is gone after `stop`. */
export async function startPostgres(): Promise<PostgresServer> {
  const programs = binaries();
  if (programs === null) throw new Error('PostgreSQL is not installed');
  const user = userIds();
  const folder = mkdtempSync(join(tmpdir(), 'routelens-pg-'));
  if (user.uid !== undefined && user.gid !== undefined) chownSync(folder, user.uid, user.gid);
  const data = join(folder, 'data');
  execFileSync(
    `${programs}/initdb`,
    ['-D', data, '-U', 'routelens', '--auth=trust', '--encoding=UTF8', '--locale=C.UTF-8', '--no-sync'],
    { ...user, cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] },
  );
  let server: ChildProcess | null = null;
  const end = async () => {
    const ending = server;
    server = null;
    if (ending === null || ending.exitCode !== null || ending.signalCode !== null) return;
    const ended = new Promise((resolve) => ending.once('exit', resolve));
    ending.stdin?.end();
    await ended;
  };
  const start = async () => {
    server = spawn(
      '/bin/sh',
      [
        ...['-c', untilInputEnds, 'sh', `${programs}/postgres`, '-D', data, '-k', folder],
        ...['-c', 'listen_addresses=', '-c', 'fsync=off', '-c', 'shared_buffers=16MB'],
      ],
      { ...user, cwd: folder, stdio: ['pipe', 'ignore', 'ignore'] },
    );
    await ready(programs, folder, server);
  };
  await start();
  return {
    url: `postgres://routelens@localhost/postgres?host=${encodeURIComponent(folder)}`,
    kill: end,
    start,
    stop: async () => {
      await end();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function ready(programs: string, folder: string, server: ChildProcess): Promise<void> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    if (server.exitCode !== null) throw new Error(`PostgreSQL ended with ${server.exitCode}`);
    try {
      execFileSync(`${programs}/pg_isready`, ['-q', '-h', folder]);
      return;
    } catch {
      if (Date.now() > deadline) throw new Error('PostgreSQL was not ready within 30 s');
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
