import 'server-only';
import { basename } from 'node:path';
import { ProblemError } from '@/lib/http/problem';
import type { StaticFault, StaticFile, StaticFilePlan, StaticFileResult } from '@/lib/instrumentation/dto';
import { labelFault, labelledMetrics } from '@/lib/instrumentation/metrics';
import { needOf } from '@/lib/instrumentation/static/apply-commands';
import type { StaticSettings, StaticWish } from '@/lib/instrumentation/static/settings';
import { readStaticConfig, StaticConfigError, writeStaticConfig } from '@/lib/instrumentation/static/static-config';
import { YamlEditError } from '@/lib/instrumentation/static/yaml-source';
import type { ChangeContext } from '@/lib/server/changes/context';
import type { GatewayConfig } from '@/lib/server/config';
import { toProblem } from '@/lib/server/to-problem';
import { maskYaml } from './mask-yaml';
import { assertWritable, conflict, obstacleOf, readStaticFile, replaceStaticFile, withStaticFile } from './static-file';
import { settingsOf, versionOf } from './static-version';

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
  const shown = maskYaml(after);
  return {
    seen,
    before: maskYaml(text),
    after: shown,
    need: needBetween(text, after),
    isMasked: shown !== after,
  };
}

/**
 * Writes what a plan showed, and records it. Throws `conflict` where the file is not the one that was seen, `forbidden`
 * where it cannot be written; nothing is written then. A write that cannot be recorded is not made.
 */
export function applyStaticChange(
  { gateway, records }: ChangeContext,
  { wish, seen, actor }: { wish: StaticWish; seen: string; actor: string },
): Promise<StaticFileResult> {
  return withStaticFile(gateway, async () => {
    const current = await readStaticFile(gateway);
    if (current.seen !== seen) throw conflict(current.file);
    const text = edited(current.text, wish);
    const need = needBetween(current.text, text);
    if (text === current.text) return { changeId: null, backup: null, need, verified: true, at: Date.now() };
    await assertWritable(gateway, current);
    const [before, after] = [versionOf(current.text), versionOf(text)];
    const { id } = await records.create({
      gatewayId: gateway.id,
      actor,
      origin: 'person',
      target: { kind: 'static_config', file: current.file },
      wish: { state: 'exactly', config: after },
      status: 'running',
      options: null,
      revertAt: null,
      undoOf: null,
      items: [
        {
          objectId: current.file,
          objectName: basename(current.file),
          outcome: 'will_change',
          reason: null,
          seen,
          before,
          after,
          chipBefore: null,
          chipAfter: null,
          status: 'writing',
        },
      ],
    });
    const { backup } = await replaceStaticFile(current, text).catch(async (error: unknown) => {
      const problem = toProblem(error);
      await records.endSingle(id, { status: problem.code === 'conflict' ? 'conflict' : 'failed', problem });
      throw error;
    });
    const verified = (await readStaticFile(gateway).catch(() => null))?.text === text;
    // Where this fails the item stays `writing`, which never reads as not written.
    await records.endSingle(id, { status: 'written', verified, writtenAt: Date.now() });
    return { changeId: id, backup, need, verified, at: Date.now() };
  });
}

function edited(text: string, wish: StaticWish): string {
  try {
    assertLabels(readStaticConfig(text).settings, wish);
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

/** By the same rules as on the screen: what the text has already is let be. */
function assertLabels({ extraLabels }: StaticSettings, wish: StaticWish): void {
  for (const metric of labelledMetrics) {
    const labels = wish.extraLabels?.[metric] ?? [];
    for (const index of labels.keys()) {
      const fault = labelFault(metric, labels, index, extraLabels[metric]);
      if (fault === null) continue;
      const field = `wish.extraLabels.${metric}.${index}`;
      const problem = {
        title: 'Invalid input',
        status: 422,
        code: 'invalid_input',
        detail: `is refused: ${fault}`,
      } as const;
      throw new ProblemError({ type: 'about:blank', ...problem, field });
    }
  }
}

function needBetween(before: string, after: string): StaticFileResult['need'] {
  const [was, is] = [settingsOf(before), settingsOf(after)];
  return was && is ? needOf(was, is) : 'reload';
}

function faultOf(error: unknown): { fault: StaticFault; line: number | null } | null {
  if (error instanceof YamlEditError) return { fault: error.fault, line: error.line };
  return error instanceof StaticConfigError ? { fault: error.fault, line: null } : null;
}
