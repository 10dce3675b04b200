import 'server-only';
import { createHash } from 'node:crypto';
import type { ChangeItem } from '@/lib/changes/dto';
import type { Dialect, ExportNote } from '@/lib/changes/export/dialect';
import { isMasked, surveyor, writerFor } from '@/lib/changes/export/export-change';
import { isMeant } from '@/lib/changes/export/meant';
import { ProblemError } from '@/lib/http/problem';
import english from '@/lib/i18n/messages/en/changes.json';
import type { GatewayConfig } from '@/lib/server/config';
import { changeRecords } from './change-records';
import { shownItem } from './shown-change';
import { textDownload } from './text-download';

const itemsAtOnce = 500;
const shebang = '#!/bin/sh\n';

/**
 * A change of any size in an owner's language, as a download, secrets masked. Its objects are read twice, some at a time:
 * once for what stands before the first of them, once to be written. What a reader must know stands at the top, in
 * English. Throws `not_found` for an unknown change, and where the language has no words for it.
 */
export async function exportDialect(gateway: GatewayConfig, changeId: string, dialect: Dialect): Promise<Response> {
  const records = await changeRecords();
  const { target, gatewayId } = await records.change(gateway.id, changeId);
  const { survey, look } = surveyor(target, (text) => createHash('sha256').update(text).digest('base64'));
  const found = { isMasked: false, isLeftOut: false };
  for await (const item of items()) {
    if (!isMeant(item)) {
      found.isLeftOut = true;
      continue;
    }
    look(item);
    found.isMasked ||= isMasked(JSON.stringify(item.after));
  }
  const { parts, notes, language, fileName } = writerFor(dialect, survey);
  if (parts === null)
    throw new ProblemError({
      type: 'about:blank',
      title: 'Nothing to write in this language',
      status: 404,
      code: 'not_found',
      field: 'dialect',
    });
  const { head, piece } = parts;
  return textDownload(text(), {
    name: `${gatewayId}-${changeId}-${fileName}`,
    type: language === 'shell' ? 'text/x-shellscript' : 'application/yaml',
  });

  async function* text(): AsyncGenerator<string, undefined> {
    const remarks = remarksOf(found.isMasked ? [...notes, 'masked'] : notes, found.isLeftOut);
    if (survey.groups.size === 0) {
      yield remarks;
      return;
    }
    yield head.startsWith(shebang) ? `${shebang}${remarks}${head.slice(shebang.length)}` : `${remarks}${head}`;
    for await (const item of items()) if (isMeant(item)) yield piece(item);
    return undefined;
  }

  async function* items(): AsyncGenerator<ChangeItem> {
    for (let offset = 0; ; offset += itemsAtOnce) {
      const { rows, matched } = await records.items(gateway.id, changeId, { offset, limit: itemsAtOnce });
      for (const row of rows) yield shownItem(gateway, target, row);
      if (rows.length === 0 || offset + rows.length >= matched) return;
    }
  }
}

/** The notes that the screen has beside a shorter text, as comments. */
function remarksOf(notes: readonly ExportNote[], isLeftOut: boolean): string {
  const { note, only } = english.dialects;
  const remarks = [...notes.map((name) => note[name]), ...(isLeftOut ? [only] : [])];
  return remarks.map((remark) => `# ${remark}\n`).join('');
}
