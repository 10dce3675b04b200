import 'server-only';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

/** A setting that cannot be used, worded for the person who starts the server. Never holds the setting's value. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** The value of an environment variable; an empty one counts as not set (`FOO=` in a compose file). */
export function readVariable(name: string): string | undefined {
  const value = process.env[name]?.trim();
  return value === '' ? undefined : value;
}

/**
 * A secret from `NAME`, or from the file that `NAME_FILE` names (Docker and Kubernetes mount secrets as files).
 * Throws ConfigError when both are set or the file cannot be read.
 */
export function readSecretVariable(name: string): string | undefined {
  const value = readVariable(name);
  const path = readVariable(`${name}_FILE`);
  if (path === undefined) return value;
  if (value !== undefined) throw new ConfigError(`${name} and ${name}_FILE are both set: set one of them.`);
  return readSecretFile(path, `${name}_FILE`);
}

/**
 * A path as the person who typed it meant it: from the directory in which the command was started. The built server
 * changes into its own directory before anything else runs; npm keeps the former one in INIT_CWD, a shell in PWD.
 */
export function fromStartDirectory(path: string): string {
  return resolve(readVariable('INIT_CWD') ?? readVariable('PWD') ?? '.', path);
}

/** The content of a mounted secret without the line end that editors add. Throws ConfigError naming `setting`. */
export function readSecretFile(path: string, setting: string): string {
  let text: string;
  try {
    text = readFileSync(/* turbopackIgnore: true */ fromStartDirectory(path), 'utf8').trim();
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code ?? 'unreadable';
    throw new ConfigError(`${setting}: the file ${path} cannot be read (${reason}).`, { cause });
  }
  if (text === '') throw new ConfigError(`${setting}: the file ${path} is empty.`);
  return text;
}
