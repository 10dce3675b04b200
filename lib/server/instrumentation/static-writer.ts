import 'server-only';
import { basename } from 'node:path';
import { ProblemError } from '@/lib/http/problem';
import type { ObjectReading, ObjectWriter } from '@/lib/server/changes/object-writer';
import type { GatewayConfig } from '@/lib/server/config';
import { assertWritable, backupText, conflict, readStaticFile, replaceStaticFile, withStaticFile } from './static-file';
import { versionOf } from './static-version';

/**
 * The mounted file as one object of a change, so that a change of it is undone like any other: the text of the wanted
 * fingerprint is put back from the backups beside it.
 */
export function staticWriter(gateway: GatewayConfig): ObjectWriter<ObjectReading> {
  const read = async (): Promise<ObjectReading> => {
    const { file, text, seen } = await readStaticFile(gateway);
    return { objectId: file, objectName: basename(file), own: versionOf(text), seen, part: file, manager: null };
  };
  const writer: ObjectWriter<ObjectReading> = {
    read,
    forMany: async () => writer,
    send: ({ seen }, after) =>
      withStaticFile(gateway, async () => {
        const current = await readStaticFile(gateway);
        if (current.seen !== seen) throw conflict(current.file);
        await assertWritable(gateway, current);
        const text = await backupText(current, String(after?.fingerprint));
        if (text === null) throw backupGone(current.file);
        await replaceStaticFile(current, text);
      }),
    readBack: (readings) => Promise.all(readings.map(() => read().catch((error: Error) => error))),
    differences: () => [],
    checkNodes: async () => [],
    chip: () => null,
  };
  return writer;
}

function backupGone(file: string): ProblemError {
  const detail = `The backup of ${file} is not there any more.`;
  return new ProblemError({
    type: 'about:blank',
    title: 'Static configuration',
    status: 404,
    code: 'not_found',
    detail,
  });
}
