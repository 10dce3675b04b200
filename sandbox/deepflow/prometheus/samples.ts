import type { Inventory } from '@/sandbox/deepflow/inventory';
import {
  type Numbered,
  type NumberTable,
  numberTables,
  PrometheusNumbers,
} from '@/sandbox/deepflow/prometheus/numbers';
import { universalColumns, universalTags } from '@/sandbox/deepflow/prometheus/universal-tags';
import { decodeWrite, type WrittenSeries } from '@/sandbox/deepflow/prometheus/write-request';
import type { Store } from '@/sandbox/deepflow/store';

type Cell = string | number;

const tables = Object.keys(numberTables) as NumberTable[];

const dictionaries: Readonly<Record<NumberTable, string>> = {
  ch_prometheus_metric_name: 'prometheus_metric_name_map',
  ch_prometheus_label_name: 'prometheus_label_name_map',
  ch_app_label: 'app_label_map',
  ch_target_label: 'target_label_map',
  ch_prometheus_metric_app_label_layout: 'prometheus_metric_app_label_layout_map',
  ch_prometheus_target_label_layout: 'prometheus_target_label_layout_map',
};

/** Label columns come in steps of this many (app-label-column-increment of server/ingester/prometheus/config). */
const columnStep = 8;

const fieldColumns = ['time', 'table', 'field_type', 'field_name', 'field_value_type', 'team_id'] as const;
const lastSecond = 0xffff_ffff;

/** Takes Prometheus' remote writes into table prometheus.samples, with the names' numbers and lists of labels. */
export class PrometheusSamples {
  readonly numbers = new PrometheusNumbers();
  readonly #store: Store;
  readonly #inventory: Inventory;
  readonly #listed = new Set<string>();
  #columns = columnStep;
  #last: Promise<unknown> = Promise.resolve();

  private constructor(store: Store, inventory: Inventory) {
    this.#store = store;
    this.#inventory = inventory;
  }

  /** Takes up what a storage has from before. */
  static async open(store: Store, inventory: Inventory): Promise<PrometheusSamples> {
    const samples = new PrometheusSamples(store, inventory);
    const rows = await Promise.all(
      tables.map(async (table) => {
        const found = await store.query(`SELECT ${numberTables[table].join(', ')} FROM deepflow.${table} FINAL`);
        return [table, found.rows as Cell[][]] as const;
      }),
    );
    samples.numbers.restore(Object.fromEntries(rows) as Record<NumberTable, Cell[][]>);
    const { rows: columns } = await store.query(
      "SELECT count() FROM system.columns WHERE database = 'prometheus' AND table = 'samples' AND name LIKE 'app_label_value_id_%'",
    );
    samples.#columns = Number(columns[0]?.[0] ?? columnStep);
    return samples;
  }

  /**
   * Stores the body of a remote write. The agent takes any body, and what cannot be read is dropped with a line in the
   * ingester's log (agent/src/integration_collector.rs, server/ingester/prometheus/decoder/decoder.go).
   */
  async take(body: Uint8Array): Promise<void> {
    let series: WrittenSeries[];
    try {
      series = decodeWrite(body);
    } catch (error) {
      console.warn(`prometheus parse failed, err msg:${error instanceof Error ? error.message : String(error)}`);
      return;
    }
    await this.write(series);
  }

  /** Stores series one write after another. NaN and infinities are dropped, as the ingester does. */
  write(series: readonly WrittenSeries[]): Promise<void> {
    const work = this.#last.then(() => this.#write(series));
    this.#last = work.catch(() => undefined);
    return work;
  }

  async #write(series: readonly WrittenSeries[]): Promise<void> {
    const written = series.flatMap((one) => {
      const labels = new Map(
        one.labels.map(({ name, value }) => [name, value]).filter(([, value]) => value !== '') as [string, string][],
      );
      const samples = one.samples.filter(({ value, timestampMs }) => {
        const second = Math.trunc(timestampMs / 1000);
        return Number.isFinite(value) && second >= 0 && second <= lastSecond;
      });
      return samples.length === 0 ? [] : [{ labels, samples }];
    });
    // Before labels have their numbers: a query asks for the columns of all labels that have one.
    await this.#widen(this.numbers.columnsFor(written.map(({ labels }) => labels)));
    const numbered = written.flatMap((one) => {
      const numbers = this.numbers.number(one.labels);
      return numbers === null ? [] : [{ ...one, numbers }];
    });
    await this.#storeNumbers();
    const rows = numbered.flatMap(({ labels, samples, numbers }) => this.#rows(labels, samples, numbers));
    await this.#store.insertRows('prometheus.samples', this.#sampleColumns(), rows);
    await this.#list(numbered.map(({ labels }) => labels));
  }

  #sampleColumns(): string[] {
    const labels = Array.from({ length: this.#columns }, (_, index) => `app_label_value_id_${index + 1}`);
    return ['time', 'value', 'metric_id', 'target_id', 'team_id', ...labels, ...universalColumns];
  }

  #rows(labels: ReadonlyMap<string, string>, samples: WrittenSeries['samples'], numbers: Numbered): Cell[][] {
    const { metricId, targetId, valueIds } = numbers;
    const ids = Array.from({ length: this.#columns }, (_, index) => valueIds[index] ?? 0);
    const tags = universalTags(labels.get('pod') ?? '', labels.get('instance') ?? '', this.#inventory);
    const common = [metricId, targetId, 1, ...ids, ...tags];
    return samples.map(({ value, timestampMs }) => [Math.trunc(timestampMs / 1000), value, ...common]);
  }

  async #storeNumbers(): Promise<void> {
    const rows = this.numbers.takeNew();
    for (const table of tables) {
      if (rows[table].length > 0) {
        await this.#store.insertRows(`deepflow.${table}`, numberTables[table], rows[table]);
        await this.#store.run([`SYSTEM RELOAD DICTIONARY flow_tag.${dictionaries[table]}`]);
      }
    }
  }

  async #widen(needed: number): Promise<void> {
    for (; this.#columns < needed; this.#columns += columnStep) {
      const added = Array.from({ length: columnStep }, (_, index) => this.#columns + index + 1);
      const columns = added.map(
        (number) =>
          `ADD COLUMN IF NOT EXISTS app_label_value_id_${number} UInt32 AFTER app_label_value_id_${number - 1}`,
      );
      await this.#store.run([`ALTER TABLE prometheus.samples ${columns.join(', ')}`]);
    }
  }

  /** What `show tables` and `show tag … values` list: each metric with its labels and their values, once. */
  async #list(series: readonly ReadonlyMap<string, string>[]): Promise<void> {
    const now = Math.trunc(Date.now() / 1000);
    const fields: Cell[][] = [];
    const values: Cell[][] = [];
    for (const labels of series) {
      const metric = labels.get('__name__') ?? '';
      for (const [name, value] of labels) {
        if (name === '__name__') {
          continue;
        }
        const field = [now, metric, 'tag', name, 'invalid', 1];
        if (this.#isNew(`${metric}/${name}`)) {
          fields.push(field);
        }
        if (this.#isNew(`${metric}/${name}/${value}`)) {
          values.push([...field, value, 1]);
        }
      }
    }
    await this.#store.insertRows('flow_tag.prometheus_custom_field', fieldColumns, fields);
    await this.#store.insertRows(
      'flow_tag.prometheus_custom_field_value',
      [...fieldColumns, 'field_value', 'count'],
      values,
    );
  }

  #isNew(key: string): boolean {
    const isNew = !this.#listed.has(key);
    this.#listed.add(key);
    return isNew;
  }
}
