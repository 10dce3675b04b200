import type { PrometheusNames } from '@/sandbox/deepflow/sql/context';

type Cell = string | number;

/** Rows for tables of database `deepflow`, in the columns of `numberTables`. */
export type NumberRows = Record<NumberTable, Cell[][]>;

/**
 * The tables that the controller keeps the numbers of Prometheus' names in, with the columns written here. They are
 * filled in this order: one that was stopped between two of them must not take a number for given twice.
 */
export const numberTables = {
  ch_prometheus_metric_name: ['id', 'name'],
  ch_prometheus_label_name: ['id', 'name'],
  ch_app_label: ['label_name_id', 'label_value', 'label_value_id'],
  ch_prometheus_metric_app_label_layout: ['id', 'metric_name', 'app_label_name', 'app_label_column_index'],
  ch_prometheus_target_label_layout: ['target_id', 'target_label_names', 'target_label_values'],
  ch_target_label: ['metric_id', 'label_name_id', 'label_value', 'target_id'],
} as const;

export type NumberTable = keyof typeof numberTables;

/** Labels of what is scraped, which all metrics of a target share; every other label has a column of the metric's. */
export const targetLabels = ['job', 'instance'] as const;

export type Numbered = {
  metricId: number;
  targetId: number;
  /** Of the app labels, by column from 0; 0 for a label that the series does not have. */
  valueIds: number[];
};

/** Most columns for labels that a metric may have (MAX_APP_LABEL_COLUMN_INDEX of server/libs/ckdb/column.go). */
const mostColumns = 256;

/**
 * Gives numbers to metrics, labels, values and targets as the controller does, once each, and remembers the new ones
 * until they are stored.
 */
export class PrometheusNumbers implements PrometheusNames {
  readonly #metrics = new Map<string, number>();
  readonly #labels = new Map<string, number>();
  readonly #values = new Map<string, number>();
  readonly #layouts = new Map<string, string[]>();
  readonly #targets = new Map<string, number>();
  readonly #targetNames: [job: string, instance: string][] = [];
  readonly #valueNames: string[] = [''];
  readonly #known = new Set<string>();
  #layoutRows = 0;
  #fresh = noRows();

  metricId(name: string): number | undefined {
    return this.#metrics.get(name);
  }

  labelId(name: string): number | undefined {
    return this.#labels.get(name);
  }

  appLabels(metric: string): readonly string[] {
    return this.#layouts.get(metric) ?? [];
  }

  metricNames(): string[] {
    return [...this.#metrics.keys()];
  }

  valueOf(valueId: number): string {
    return this.#valueNames[valueId] ?? '';
  }

  targetOf(targetId: number): readonly [job: string, instance: string] {
    return this.#targetNames[targetId - 1] ?? ['', ''];
  }

  /** Columns that the labels of these take once they have their numbers. */
  columnsFor(series: readonly ReadonlyMap<string, string>[]): number {
    const layouts = new Map<string, Set<string>>();
    for (const labels of series) {
      const metric = labels.get('__name__') ?? '';
      const layout = layouts.get(metric) ?? new Set(this.appLabels(metric));
      layouts.set(metric, layout);
      for (const [name] of ownLabels(labels)) layout.add(name);
    }
    return Math.min(mostColumns, Math.max(0, ...[...layouts.values()].map(({ size }) => size)));
  }

  /** Null for labels that cannot be stored: no metric name, too many labels, a target's label with a comma and a space. */
  number(labels: ReadonlyMap<string, string>): Numbered | null {
    const metric = labels.get('__name__') ?? '';
    const target = targetLabels.map((name) => labels.get(name) ?? '');
    const own = ownLabels(labels);
    const layout = this.#layouts.get(metric) ?? [];
    const columns = new Set([...layout, ...own.map(([name]) => name)]).size;
    if (metric === '' || columns > mostColumns || target.some((value) => value.includes(', '))) {
      return null;
    }
    const metricId = this.#numberOf(this.#metrics, metric, 'ch_prometheus_metric_name');
    const targetId = this.#target(target, metricId);
    const valueIds = new Array<number>(layout.length).fill(0);
    for (const [name, value] of own) {
      valueIds[this.#column(metric, name)] = this.#value(name, value);
    }
    return { metricId, targetId, valueIds: Array.from(valueIds, (id) => id ?? 0) };
  }

  /** What got a number since the last call. */
  takeNew(): NumberRows {
    const rows = this.#fresh;
    this.#fresh = noRows();
    return rows;
  }

  /** Takes up the numbers of a storage that was filled before. */
  restore(rows: NumberRows): void {
    for (const [id, name] of rows.ch_prometheus_metric_name) {
      this.#metrics.set(String(name), Number(id));
      this.#layouts.set(String(name), []);
    }
    for (const [id, name] of rows.ch_prometheus_label_name) {
      this.#labels.set(String(name), Number(id));
    }
    for (const [labelId, value, id] of rows.ch_app_label) {
      this.#values.set(String(value), Number(id));
      this.#valueNames[Number(id)] = String(value);
      this.#known.add(`value/${labelId}/${id}`);
    }
    for (const [metricId, , , targetId] of rows.ch_target_label) {
      this.#known.add(`target/${metricId}/${targetId}`);
    }
    for (const [id, metric, label, column] of rows.ch_prometheus_metric_app_label_layout) {
      const layout = this.#layouts.get(String(metric)) ?? [];
      layout[Number(column) - 1] = String(label);
      this.#layouts.set(String(metric), layout);
      this.#layoutRows = Math.max(this.#layoutRows, Number(id));
    }
    for (const [targetId, , values] of rows.ch_prometheus_target_label_layout) {
      const [job = '', instance = ''] = String(values).split(', ');
      this.#targets.set(JSON.stringify([job, instance]), Number(targetId));
      this.#targetNames[Number(targetId) - 1] = [job, instance];
    }
  }

  #numberOf(numbers: Map<string, number>, name: string, table: NumberTable): number {
    const known = numbers.get(name);
    if (known !== undefined) {
      return known;
    }
    const id = numbers.size + 1;
    numbers.set(name, id);
    this.#fresh[table].push([id, name]);
    return id;
  }

  #labelNumber(name: string): number {
    return this.#numberOf(this.#labels, name, 'ch_prometheus_label_name');
  }

  #value(label: string, value: string): number {
    let id = this.#values.get(value);
    if (id === undefined) {
      id = this.#valueNames.length;
      this.#values.set(value, id);
      this.#valueNames[id] = value;
    }
    const labelId = this.#labelNumber(label);
    if (this.#isNew(`value/${labelId}/${id}`)) {
      this.#fresh.ch_app_label.push([labelId, value, id]);
    }
    return id;
  }

  #column(metric: string, label: string): number {
    const layout = this.#layouts.get(metric) ?? [];
    this.#layouts.set(metric, layout);
    const known = layout.indexOf(label);
    if (known >= 0) {
      return known;
    }
    layout.push(label);
    this.#layoutRows += 1;
    this.#labelNumber(label);
    this.#fresh.ch_prometheus_metric_app_label_layout.push([this.#layoutRows, metric, label, layout.length]);
    return layout.length - 1;
  }

  #target([job = '', instance = '']: readonly string[], metricId: number): number {
    const key = JSON.stringify([job, instance]);
    let id = this.#targets.get(key);
    if (id === undefined) {
      id = this.#targets.size + 1;
      this.#targets.set(key, id);
      this.#targetNames[id - 1] = [job, instance];
      this.#fresh.ch_prometheus_target_label_layout.push([id, targetLabels.join(', '), [job, instance].join(', ')]);
    }
    if (this.#isNew(`target/${metricId}/${id}`)) {
      for (const [index, name] of targetLabels.entries()) {
        this.#fresh.ch_target_label.push([metricId, this.#labelNumber(name), [job, instance][index] ?? '', id]);
      }
    }
    return id;
  }

  #isNew(key: string): boolean {
    const isNew = !this.#known.has(key);
    this.#known.add(key);
    return isNew;
  }
}

/** Those with a column of the metric's. */
function ownLabels(labels: ReadonlyMap<string, string>): [string, string][] {
  return [...labels].filter(([name]) => name !== '__name__' && !isTargetLabel(name));
}

function isTargetLabel(name: string): boolean {
  return (targetLabels as readonly string[]).includes(name);
}

function noRows(): NumberRows {
  return {
    ch_prometheus_metric_name: [],
    ch_prometheus_label_name: [],
    ch_app_label: [],
    ch_target_label: [],
    ch_prometheus_metric_app_label_layout: [],
    ch_prometheus_target_label_layout: [],
  };
}
