import 'server-only';
import { createHash, randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import {
  access,
  type FileHandle,
  lstat,
  open,
  readdir,
  readFile,
  readlink,
  realpath,
  rename,
  rm,
  stat,
} from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { ProblemError } from '@/lib/http/problem';
import type { WriteObstacle } from '@/lib/instrumentation/dto';
import { oneAtATime } from '@/lib/server/changes/one-at-a-time';
import type { GatewayConfig } from '@/lib/server/config';

const maxBytes = 1024 * 1024;

export type ReadFile = {
  /** As configured, and where it really lies. */
  file: string;
  path: string;
  text: string;
  seen: string;
  modifiedAt: number;
};

/** The mounted file of a gateway. Throws `not_configured`, or `not_found` with the system's reason. */
export async function readStaticFile(gateway: GatewayConfig): Promise<ReadFile> {
  const configured = gateway.staticConfig;
  if (!configured) throw problem('not_configured', 404, 'No file of static configuration is set (staticConfig.file).');
  const { file } = configured;
  try {
    const path = await realpath(file);
    const { size, mtimeMs } = await stat(path);
    if (size > maxBytes) throw problem('invalid_input', 422, `${file} is larger than ${maxBytes} bytes.`);
    const bytes = await readFile(path);
    const text = bytes.toString('utf8');
    // Anything else would be written back as another text.
    if (!Buffer.from(text, 'utf8').equals(bytes)) throw problem('invalid_input', 422, `${file} is not UTF-8.`);
    return { file, path, text, seen: fingerprintOf(text), modifiedAt: Math.round(mtimeMs) };
  } catch (error) {
    if (error instanceof ProblemError) throw error;
    throw problem('not_found', 404, `${file} cannot be read (${codeOf(error)}).`, error);
  }
}

/**
 * Runs `task` after every earlier one on the same file, which may be named by several links and be the file of several
 * gateways. Throws what readStaticFile throws.
 */
export async function withStaticFile<T>(gateway: GatewayConfig, task: () => Promise<T>): Promise<T> {
  const { path } = await readStaticFile(gateway);
  return await oneAtATime(`static file ${path}`, task);
}

export function fingerprintOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}

/** Why the file cannot be replaced; null: it can, as far as can be told without trying. */
export async function obstacleOf(gateway: GatewayConfig, { file, path }: ReadFile): Promise<WriteObstacle | null> {
  if (await isConfigMap(file)) return 'config_map';
  if (await isMountPoint(path)) return 'mount_point';
  if (!gateway.staticConfig?.writable) return 'not_allowed';
  try {
    await Promise.all([access(path, constants.W_OK), access(dirname(path), constants.W_OK)]);
    return null;
  } catch {
    return 'no_permission';
  }
}

/** Throws `forbidden`, with the reason, for a file that cannot be replaced. */
export async function assertWritable(gateway: GatewayConfig, current: ReadFile): Promise<void> {
  const obstacle = await obstacleOf(gateway, current);
  if (obstacle) throw problem('forbidden', 403, `${current.file} cannot be written: ${obstacle}.`);
}

/** The text of this fingerprint among the backups beside the file; null: it is not there any more. */
export async function backupText({ path }: ReadFile, fingerprint: string): Promise<string | null> {
  const folder = dirname(path);
  const names = (await readdir(folder)).filter(
    (name) => name.startsWith(`${basename(path)}.`) && name.endsWith('.bak'),
  );
  for (const name of names.sort().reverse()) {
    const text = await readFile(join(folder, name), 'utf8').catch(() => null);
    if (text !== null && fingerprintOf(text) === fingerprint) return text;
  }
  return null;
}

/** Kubernetes mounts a ConfigMap as links by way of `..data`, which it swaps when the ConfigMap changes. */
async function isConfigMap(file: string): Promise<boolean> {
  const isLinkToData = await readlink(file).then(
    (target) => target.startsWith('..data/') || target.includes('/..data/'),
    () => false,
  );
  return (
    isLinkToData ||
    (await lstat(join(dirname(file), '..data')).then(
      (found) => found.isSymbolicLink(),
      () => false,
    ))
  );
}

/** A file that is mounted by itself (`-v config.yaml:…`, subPath) stays the mounted one: a rename over it is refused. */
async function isMountPoint(path: string): Promise<boolean> {
  const mounts = await readFile('/proc/self/mountinfo', 'utf8').catch(() => '');
  const escaped = path.replaceAll('\\', '\\134').replaceAll(' ', '\\040').replaceAll('\t', '\\011');
  return mounts.split('\n').some((line) => line.split(' ')[4] === escaped);
}

/**
 * Replaces the file's text in one step: a reader sees the old text or the new one, whole. Mode and owner stay, and the
 * old text is kept beside it. Throws `conflict` where the text is not the one of `seen` any more; nothing is written then.
 */
export async function replaceStaticFile(current: ReadFile, text: string): Promise<{ backup: string }> {
  const { path, file, seen } = current;
  const folder = dirname(path);
  const name = basename(path);
  const stamp = new Date().toISOString().replace(/[:.]/g, '-');
  const temporary = join(folder, `.${name}.${randomUUID()}.tmp`);
  const backup = join(folder, `${name}.${stamp}.bak`);
  const was = await stat(path);
  let isBackedUp = false;
  try {
    await writeWhole(temporary, text, was);
    await writeWhole(backup, current.text, was);
    isBackedUp = true;
    // Last of all: flushing takes long enough for somebody to save the file, whose text the rename would take away.
    if (fingerprintOf(await readFile(path, 'utf8')) !== seen) throw conflict(file);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    if (isBackedUp) await rm(backup, { force: true });
    if (error instanceof ProblemError) throw error;
    throw problem('forbidden', 403, `${file} was not written (${codeOf(error)}); it is as it was.`, error);
  }
  await syncFolder(folder);
  return { backup };
}

async function writeWhole(path: string, text: string, like: { mode: number; uid: number; gid: number }): Promise<void> {
  let handle: FileHandle | undefined;
  try {
    // Closed to others until it has the owner and the mode that it shall have: it may hold secrets.
    handle = await open(path, 'wx', 0o600);
    await handle.writeFile(text, 'utf8');
    const made = await handle.stat();
    if (made.uid !== like.uid || made.gid !== like.gid) await handle.chown(like.uid, like.gid);
    await handle.chmod(like.mode & 0o7777);
    await handle.sync();
  } catch (error) {
    if (handle) await rm(path, { force: true });
    throw error;
  } finally {
    await handle?.close();
  }
}

/** So that the new name is on disk as well. Some file systems refuse, and the text is in place all the same. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => null);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}

export function conflict(file: string): ProblemError {
  return problem('conflict', 409, `${file} was changed by someone else meanwhile.`);
}

function problem(
  code: 'not_configured' | 'not_found' | 'invalid_input' | 'conflict' | 'forbidden',
  status: number,
  detail: string,
  cause?: unknown,
): ProblemError {
  return new ProblemError(
    { type: 'about:blank', title: 'Static configuration', status, code, detail, field: 'staticConfig' },
    { cause },
  );
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException | undefined)?.code ?? 'unreadable';
}
