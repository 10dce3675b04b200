import { readFileSync } from 'node:fs';
import type { Flow } from '@/sandbox/agent/flows';
import { Clickhouse, type QueryResult } from '@/sandbox/deepflow/clickhouse';
import { metricViews } from '@/sandbox/deepflow/flow-metrics';
import type { Inventory } from '@/sandbox/deepflow/inventory';
import { dictionaryRows } from '@/sandbox/deepflow/inventory-dictionaries';
import { l4Columns, l4Values } from '@/sandbox/deepflow/l4-columns';
import { l7Columns, l7Values } from '@/sandbox/deepflow/l7-columns';
import type { L7Row } from '@/sandbox/deepflow/l7-row';
import { type ProfileRow, profileColumns, profileLine } from '@/sandbox/deepflow/profile/row';
import { fieldColumns, fieldValueColumns, serviceColumns, TagValues } from '@/sandbox/deepflow/tag-values';

/** Rows an insert hands to ClickHouse at once: enough to be fast, few enough to keep the event loop free. */
const batchSize = 10_000;

const enumTables = ['ch_int_enum', 'ch_string_enum', 'ch_node_type'] as const;

/** Tables that rows come into all the time. */
const compactTables = [
  'flow_log.`l4_flow_log`',
  'flow_log.`l7_flow_log`',
  'flow_metrics.`application.1m`',
  'flow_metrics.`application.1s`',
  'flow_metrics.`application_map.1m`',
  'flow_metrics.`application_map.1s`',
  'flow_metrics.`network.1m`',
  'flow_metrics.`network.1s`',
  'flow_metrics.`network_map.1m`',
  'flow_metrics.`network_map.1s`',
];

/** A file a column is for rows by the million: merging parts of a hundred files takes memory and time here. */
const compactParts = 'min_bytes_for_wide_part = 1073741824, min_rows_for_wide_part = 100000000';

function recording(file: string): string {
  return readFileSync(new URL(`./recordings/${file}`, import.meta.url), 'utf8');
}

function statements(sql: string): string[] {
  const code = sql.replace(/^--.*$/gm, '');
  return code
    .split(/;[ \t]*$/m)
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '');
}

/** The application metrics list the same services under their own tables' names. */
function metricServices(services: readonly (readonly (string | number)[])[]): (string | number)[][] {
  return ['application', 'application_map'].flatMap((table) =>
    services.map(([time = 0, , ...rest]) => [time, table, ...rest]),
  );
}

/** A value that a column has anyway; columns with nothing else need not be sent, which halves the work of an insert. */
function isDefault(value: unknown): boolean {
  return value === 0 || value === '' || value === '0' || value === '0.0.0.0' || value === '::';
}

/** DeepFlow's storage: its ClickHouse tables and dictionaries in an embedded engine. */
export class Store {
  readonly #clickhouse: Clickhouse;
  readonly #inventory: Inventory;
  readonly #tagValues = new TagValues();

  private constructor(clickhouse: Clickhouse, inventory: Inventory) {
    this.#clickhouse = clickhouse;
    this.#inventory = inventory;
  }

  /**
   * Creates the tables and fills the dictionaries with DeepFlow's enums and the cluster's names. In a folder that was
   * used before the tables keep their rows; the dictionaries are filled anew.
   */
  static async open(inventory: Inventory, folder?: string): Promise<Store> {
    const store = new Store(new Clickhouse(folder), inventory);
    await store.#clickhouse.run(statements(recording('ddl.sql')));
    await store.#clickhouse.run(compactTables.map((table) => `ALTER TABLE ${table} MODIFY SETTING ${compactParts}`));
    await store.#loadEnums();
    await store.#loadInventory();
    if (folder !== undefined) await store.#loadListed();
    await store.#clickhouse.run(await metricViews((database, table) => store.#columnsOf(database, table)));
    return store;
  }

  /** Runs ClickHouse SQL as it is, until the signal says that nobody waits for it. @throws ClickhouseError */
  query(clickhouseSql: string, signal?: AbortSignal): Promise<QueryResult> {
    return this.#clickhouse.query(clickhouseSql, signal);
  }

  /** Runs ClickHouse statements that answer nothing. */
  run(clickhouseStatements: readonly string[]): Promise<void> {
    return this.#clickhouse.run(clickhouseStatements);
  }

  /** Stores rows of l7_flow_log, and lists their tags' values. */
  async insertL7(rows: readonly L7Row[]): Promise<void> {
    for (let start = 0; start < rows.length; start += batchSize) {
      const batch = rows.slice(start, start + batchSize);
      const values = batch.map((row) => l7Values(row, this.#inventory));
      await this.#insertUsed('flow_log.l7_flow_log', l7Columns, values);
      const listed = this.#tagValues.listNew(batch);
      await this.#insert('flow_tag.flow_log_custom_field', fieldColumns, listed.fields);
      await this.#insert('flow_tag.flow_log_custom_field_value', fieldValueColumns, listed.values);
      await this.#insert('flow_tag.flow_log_app_service', serviceColumns, listed.services);
      await this.#insert('flow_tag.flow_metrics_app_service', serviceColumns, metricServices(listed.services));
    }
  }

  /** Stores rows of any table. */
  insertRows(table: string, columns: readonly string[], rows: readonly (readonly unknown[])[]): Promise<void> {
    return this.#insert(table, columns, rows);
  }

  /** Stores stacks of profile.in_process, and lists their processes. */
  async insertProfiles(rows: readonly ProfileRow[]): Promise<void> {
    for (let start = 0; start < rows.length; start += batchSize) {
      const batch = rows.slice(start, start + batchSize);
      const lines = batch.map((row) => `${profileLine(row)}\n`).join('');
      await this.#clickhouse.insert('profile.in_process', profileColumns, Buffer.from(lines), 'TSV');
      await this.#insert('flow_tag.profile_app_service', serviceColumns, this.#tagValues.listNewProcesses(batch));
    }
  }

  /** Stores rows of l4_flow_log. */
  async insertL4(flows: readonly Flow[]): Promise<void> {
    for (let start = 0; start < flows.length; start += batchSize) {
      const values = flows.slice(start, start + batchSize).map((flow) => l4Values(flow, this.#inventory));
      await this.#insertUsed('flow_log.l4_flow_log', l4Columns, values);
    }
  }

  close(): Promise<void> {
    return this.#clickhouse.close();
  }

  /** Without the columns in which no row says anything. */
  async #insertUsed(table: string, names: readonly string[], values: readonly (readonly unknown[])[]): Promise<void> {
    const used = names.flatMap((_column, index) => (values.some((row) => !isDefault(row[index])) ? [index] : []));
    const columns = used.map((index) => names[index] ?? '');
    const lines = values.map((row) => JSON.stringify(used.map((index) => row[index])));
    await this.#insertLines(table, columns, lines);
  }

  async #insert(table: string, columns: readonly string[], rows: readonly (readonly unknown[])[]): Promise<void> {
    await this.#insertLines(
      table,
      columns,
      rows.map((row) => JSON.stringify(row)),
    );
  }

  async #insertLines(table: string, columns: readonly string[], lines: readonly string[]): Promise<void> {
    if (lines.length === 0) return;
    await this.#clickhouse.insert(table, columns, Buffer.from(lines.join('\n')), 'JSONCompactEachRow');
  }

  /** What was listed before the restart is not listed again. */
  async #loadListed(): Promise<void> {
    const listed = async (columns: string, table: string) => {
      const { rows } = await this.#clickhouse.query(`SELECT DISTINCT ${columns} FROM flow_tag.${table}`);
      return rows.map((row) => row.map(String));
    };
    this.#tagValues.know({
      fields: await listed('field_name', 'flow_log_custom_field'),
      values: await listed('field_name, field_value', 'flow_log_custom_field_value'),
      services: await listed('app_service, app_instance', 'flow_log_app_service'),
      processes: await listed('app_service, app_instance', 'profile_app_service'),
    });
  }

  async #columnsOf(database: string, table: string): Promise<string[]> {
    const { rows } = await this.#clickhouse.query(
      `SELECT name FROM system.columns WHERE database = '${database}' AND table = '${table}' ORDER BY position`,
    );
    return rows.map(([name]) => String(name));
  }

  async #loadEnums(): Promise<void> {
    for (const table of enumTables) {
      const tsv = recording(`${table}.tsv`);
      const end = tsv.indexOf('\n');
      const columns = tsv.slice(0, end).split('\t');
      await this.#clickhouse.run([`TRUNCATE TABLE deepflow.${table}`]);
      await this.#clickhouse.insert(`deepflow.${table}`, columns, Buffer.from(tsv.slice(end + 1)), 'TSV');
    }
  }

  async #loadInventory(): Promise<void> {
    for (const [table, rows] of Object.entries(dictionaryRows(this.#inventory))) {
      const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
      const values = rows.map((row) => columns.map((column) => row[column] ?? ''));
      await this.#clickhouse.run([`TRUNCATE TABLE deepflow.${table}`]);
      await this.#insert(`deepflow.${table}`, columns, values);
    }
    await this.#clickhouse.run(['SYSTEM RELOAD DICTIONARIES']);
  }
}
