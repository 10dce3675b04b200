import 'server-only';
import type { ChangeTarget } from '@/lib/changes/dto';
import { ProblemError } from '@/lib/http/problem';
import type { StaticFault, StaticFile, StaticFilePlan, StaticFileResult } from '@/lib/instrumentation/dto';
import { needOf } from '@/lib/instrumentation/static/apply-commands';
import {
  readStaticConfig,
  StaticConfigError,
  type StaticSettings,
  type StaticWish,
  writeStaticConfig,
} from '@/lib/instrumentation/static/static-config';
import { YamlEditError } from '@/lib/instrumentation/static/yaml-source';
import { oneAtATime } from '@/lib/server/changes/one-at-a-time';
import type { GatewayConfig } from '@/lib/server/config';
import { maskYaml } from './mask-yaml';
import { conflict, obstacleOf, type ReadFile, readStaticFile, replaceStaticFile } from './static-file';

/** The mounted file as it is, secrets masked. */
export async function staticFile(gateway: GatewayConfig): Promise<StaticFile> {
  const current = await readStaticFile(gateway);
  const { file, seen, modifiedAt, text } = current;
  const obstacle = await obstacleOf(gateway, current);
  try {
    return {
      file,
      obstacle,
      seen,
      modifiedAt,
      content: { ...readStaticConfig(text), text: maskYaml(text) },
      fault: null,
    };
  } catch (error) {
    const fault = faultOf(error);
    if (!fault) throw error;
    return { file, obstacle, seen, modifiedAt, content: null, fault };
  }
}

/** What a wish would make of the file. Writes nothing. */
export async function planStaticChange(gateway: GatewayConfig, wish: StaticWish): Promise<StaticFilePlan> {
  const { text, seen } = await readStaticFile(gateway);
  const after = edited(text, wish);
  return { seen, before: maskYaml(text), after: maskYaml(after), need: needBetween(text, after) };
}

/**
 * Writes what a plan showed. Throws `conflict` where the file is not the one that was seen, `forbidden` where it cannot
 * be written; nothing is written then.
 */
export function applyStaticChange(
  gateway: GatewayConfig,
  wish: StaticWish,
  seen: string,
  record: RecordStaticChange,
): Promise<StaticFileResult> {
  return oneAtATime(`${gateway.id} static config`, async () => {
    const current = await readStaticFile(gateway);
    if (current.seen !== seen) throw conflict(current.file);
    return await write(gateway, current, edited(current.text, wish), record);
  });
}

/** Puts a text back that a change of this console replaced, unless something else has been written since. */
export function restoreStaticText(
  gateway: GatewayConfig,
  backup: { text: string; expected: string },
  record: RecordStaticChange,
): Promise<StaticFileResult> {
  return oneAtATime(`${gateway.id} static config`, async () => {
    const current = await readStaticFile(gateway);
    if (current.seen !== backup.expected) throw conflict(current.file);
    return await write(gateway, current, backup.text, record);
  });
}

/** What of a write is kept: no text, which may hold secrets, but what it says of our keys, and where the old one lies. */
export type StaticVersion = { settings: StaticSettings | null; fingerprint: string; backup: string | null };
export type StaticRecord = {
  target: Extract<ChangeTarget, { kind: 'static_config' }>;
  before: StaticVersion;
  after: StaticVersion;
  verified: boolean;
};
export type RecordStaticChange = (record: StaticRecord) => Promise<string | null>;

async function write(
  gateway: GatewayConfig,
  current: ReadFile,
  text: string,
  record: RecordStaticChange,
): Promise<StaticFileResult> {
  const need = needBetween(current.text, text);
  if (text === current.text) return { changeId: null, backup: null, need, verified: true, at: Date.now() };
  const obstacle = await obstacleOf(gateway, current);
  if (obstacle)
    throw new ProblemError({
      type: 'about:blank',
      title: 'Not writable',
      status: 403,
      code: 'forbidden',
      detail: `${current.file} cannot be written: ${obstacle}.`,
      field: 'staticConfig',
    });
  const { backup } = await replaceStaticFile(current, text);
  const read = await readStaticFile(gateway).catch(() => null);
  const verified = read?.text === text;
  const changeId = await record({
    target: { kind: 'static_config', file: current.file },
    before: { settings: settingsOf(current.text), fingerprint: current.seen, backup },
    after: { settings: settingsOf(text), fingerprint: read?.seen ?? '', backup: null },
    verified,
  });
  return { changeId, backup, need, verified, at: Date.now() };
}

function edited(text: string, wish: StaticWish): string {
  try {
    return writeStaticConfig(text, wish);
  } catch (error) {
    const fault = faultOf(error);
    if (!fault) throw error;
    throw new ProblemError(
      {
        type: 'about:blank',
        title: 'Not editable',
        status: 422,
        code: 'invalid_input',
        detail: fault.line === null ? fault.fault : `${fault.fault} at line ${fault.line}`,
        field: 'staticConfig',
      },
      { cause: error },
    );
  }
}

function needBetween(before: string, after: string): StaticFileResult['need'] {
  const [was, is] = [settingsOf(before), settingsOf(after)];
  return was && is ? needOf(was, is) : 'reload';
}

function settingsOf(text: string): StaticSettings | null {
  try {
    return readStaticConfig(text).settings;
  } catch {
    return null;
  }
}

function faultOf(error: unknown): { fault: StaticFault; line: number | null } | null {
  if (error instanceof YamlEditError) return { fault: error.fault, line: error.line };
  return error instanceof StaticConfigError ? { fault: error.fault, line: null } : null;
}
