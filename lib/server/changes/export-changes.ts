import 'server-only';
import type { ChangeItem, ChangeListQuery, ChangeSummary } from '@/lib/changes/dto';
import { reasonText } from '@/lib/changes/reason';
import { csvLine } from '@/lib/http/csv';
import type { GatewayConfig } from '@/lib/server/config';
import { changeRecords } from './change-records';
import type { ExportFormat } from './list-query';
import type { StoredItem } from './records';
import { shownChange, shownItem } from './shown-change';
import { textDownload } from './text-download';

const changesAtOnce = 100;
const itemsAtOnce = 500;

/** One line of an export: an object of a change, with all that is known of both; null: it has no objects. */
type Line = { change: ChangeSummary; item: ChangeItem | null };

const columns: readonly (readonly [name: string, value: (line: Line) => unknown])[] = [
  ['changeId', ({ change }) => change.id],
  ['at', ({ change }) => iso(change.at)],
  ['endedAt', ({ change }) => iso(change.endedAt)],
  ['actor', ({ change }) => change.actor],
  ['origin', ({ change }) => change.origin],
  ['kind', ({ change }) => change.target.kind],
  ['target', ({ change: { target } }) => (target.kind === 'static_config' ? target.file : target.plugin)],
  ['wish', ({ change }) => change.wish],
  ['changeStatus', ({ change }) => change.status],
  ['changeReason', ({ change }) => change.reason && reasonText(change.reason)],
  ['undoOf', ({ change }) => change.undoOf],
  ['undoneBy', ({ change }) => change.undoneBy],
  ['revertAt', ({ change }) => iso(change.revertAt)],
  ['revertState', ({ change }) => change.revertState],
  ['objectId', ({ item }) => item?.objectId],
  ['objectName', ({ item }) => item?.objectName],
  ['outcome', ({ item }) => item?.outcome],
  ['reason', ({ item }) => item?.reason && reasonText(item.reason)],
  ['status', ({ item }) => item?.status],
  ['writtenAt', ({ item }) => iso(item?.writtenAt ?? null)],
  ['verified', ({ item }) => item?.verified],
  ['otherDifferences', ({ item }) => item?.otherDifferences],
  ['nodes', ({ item }) => item?.nodes],
  ['problem', ({ item }) => item?.problem],
  ['before', ({ item }) => item?.before],
  ['after', ({ item }) => item?.after],
];

/** Every change that matches, newest first, as a download: one line for each object of it, secrets masked. */
export async function exportChanges(
  gateway: GatewayConfig,
  query: ChangeListQuery,
  format: ExportFormat,
): Promise<Response> {
  return textDownload(exportLines(gateway, query, format), {
    name: `changes-${gateway.id}.${format}`,
    type: format === 'csv' ? 'text/csv' : 'application/x-ndjson',
  });
}

async function* exportLines(
  gateway: GatewayConfig,
  query: ChangeListQuery,
  format: ExportFormat,
): AsyncGenerator<string, undefined> {
  const records = await changeRecords();
  if (format === 'csv') yield csvLine(columns.map(([name]) => name));
  for (let after: string | undefined, isLast = false; !isLast; ) {
    const page = await records.list(gateway.id, { ...query, after, limit: changesAtOnce });
    for (const stored of page.rows) {
      const change = shownChange(gateway, stored);
      for (let offset = 0; ; offset += itemsAtOnce) {
        const { rows, matched } = await records.items(gateway.id, stored.id, { offset, limit: itemsAtOnce });
        const items: (StoredItem | null)[] = matched === 0 ? [null] : rows;
        yield items.map((item) => lineOf(gateway, format, change, item)).join('');
        if (offset + rows.length >= matched || rows.length === 0) break;
      }
    }
    after = page.next ?? undefined;
    isLast = page.next === null;
  }
  return undefined;
}

function lineOf(
  gateway: GatewayConfig,
  format: ExportFormat,
  change: ChangeSummary,
  stored: StoredItem | null,
): string {
  const line = { change, item: stored && shownItem(gateway, change.target, stored) };
  if (format === 'csv') return csvLine(columns.map(([, value]) => value(line)));
  return `${JSON.stringify(Object.fromEntries(columns.map(([name, value]) => [name, value(line) ?? null])))}\n`;
}

function iso(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
