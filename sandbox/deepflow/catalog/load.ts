import { readFileSync } from 'node:fs';

/** A row of `show tags`, in that statement's column order. */
export type TagDescription = [
  name: string,
  clientName: string,
  serverName: string,
  displayName: string,
  displayNameZh: string,
  displayNameEn: string,
  type: string,
  category: string,
  operators: string[],
  permissions: boolean[],
  description: string,
  descriptionZh: string,
  descriptionEn: string,
  relatedTag: string,
  deprecated: boolean,
  notSupportedOperators: string[],
  table: string,
];

/** A row of `show metrics`, in that statement's column order. */
export type MetricDescription = [
  name: string,
  isAggregate: boolean,
  displayName: string,
  displayNameZh: string,
  displayNameEn: string,
  unit: string,
  unitZh: string,
  unitEn: string,
  type: number,
  category: string,
  operators: string[],
  permissions: boolean[],
  table: string,
  description: string,
  descriptionZh: string,
  descriptionEn: string,
];

const files = new Map<string, unknown[]>();

function rows(file: string): unknown[] {
  // Names of tables come with the statements; no other can be one of ours.
  if (!/^[\w.-]+$/.test(file)) {
    return [];
  }
  const known = files.get(file);
  if (known !== undefined) {
    return known;
  }
  let read: unknown[] = [];
  try {
    read = JSON.parse(
      readFileSync(new URL(`../recordings/catalog/${file}.json`, import.meta.url), 'utf8'),
    ) as unknown[];
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) {
      throw error;
    }
  }
  files.set(file, read);
  return read;
}

/** Databases of samples, whose tables all have the same tags: those of the resource that reported. */
const sampleTables: Readonly<Record<string, string>> = {
  prometheus: 'samples',
  ext_metrics: 'ext_common',
  deepflow_admin: 'deepflow_server',
  deepflow_tenant: 'deepflow_collector',
};

function describedTable(db: string, table: string): string {
  return Object.hasOwn(sampleTables, db) ? (sampleTables[db] ?? table) : table;
}

/** The tags that every DeepFlow has for a table; none for a table without a catalogue. */
export function tagDescriptions(db: string, table: string): TagDescription[] {
  return rows(`tags_${db}.${describedTable(db, table)}`) as TagDescription[];
}

/** The metrics of a table, followed by its tags once more as metrics of the type `tag`. */
export function metricDescriptions(db: string, table: string): MetricDescription[] {
  return rows(`metrics_${db}.${describedTable(db, table)}`) as MetricDescription[];
}
