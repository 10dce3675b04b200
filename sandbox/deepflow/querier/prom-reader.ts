import { tagDescriptions } from '@/sandbox/deepflow/catalog/load';
import type { QueryResult } from '@/sandbox/deepflow/clickhouse';
import type { PrometheusNumbers } from '@/sandbox/deepflow/prometheus/numbers';
import { targetLabels } from '@/sandbox/deepflow/prometheus/numbers';
import { metricNameLabel, PromqlError } from '@/sandbox/deepflow/promql/ast';
import { type Labels, labelsKey, labelsOf } from '@/sandbox/deepflow/promql/labels';
import type { Need } from '@/sandbox/deepflow/promql/plan';
import type { Series } from '@/sandbox/deepflow/promql/values';
import type { Engine } from '@/sandbox/deepflow/querier/engine';
import { isOwnMetric, type PromMetric, promMetric } from '@/sandbox/deepflow/querier/prom-metric';
import {
  columns,
  ownMetricStatement,
  samplesStatement,
  secondsOf,
  seriesStatement,
} from '@/sandbox/deepflow/querier/prom-statement';
import { deepflowPrefix, labelOfColumn } from '@/sandbox/deepflow/querier/prom-tags';
import { translateStatement } from '@/sandbox/deepflow/sql/translate';

/** What was asked of the database, as `debug` shows it. */
export type Stat = { duration: number; sql: string; querier_sql: string };

export type PromSources = {
  engine: Engine;
  /** Runs ClickHouse SQL. */
  run: (clickhouseSql: string) => Promise<QueryResult>;
  numbers: PrometheusNumbers;
  /** Aborted when nobody waits for the answer any more. */
  signal?: AbortSignal;
};

/** `slimit` series at most are read for a selector; 0 for all. Rows of blocked teams are none. */
export type ReadOptions = { slimit: number; organisation: string; blockedTeams: readonly string[] };

/** Tags that no SELECT can have, or that say nothing. */
const untold = ['time', 'pod_ingress', 'lb_listener'];

type Row = { labels: Labels; times: number[]; values: number[]; latest: number };

/** Reads the series of selectors through DeepFlow's SQL, as its querier does. */
export class PromReader {
  readonly stats: Stat[] = [];
  readonly #sources: PromSources;
  readonly #options: ReadOptions;

  constructor(sources: PromSources, options: ReadOptions) {
    this.#sources = sources;
    this.#options = options;
  }

  /** @throws QueryError or PromqlError as the querier refuses the selector. */
  async read(need: Need, stepMs: number): Promise<Series[]> {
    const metric = promMetric(need.selector.matchers);
    const rows = isOwnMetric(metric) ? await this.#own(need, metric, stepMs) : await this.#samples(need, metric);
    const isRanked = need.func === 'topk' || need.func === 'bottomk';
    const limit = isRanked || this.#options.slimit <= 0 ? rows.length : this.#options.slimit;
    // In an order that is the same for each bucket of a histogram: their sums then round alike.
    return rows
      .sort((a, b) => b.latest - a.latest)
      .slice(0, limit)
      .sort((a, b) => (labelsKey(a.labels) < labelsKey(b.labels) ? -1 : 1))
      .map(toSeries);
  }

  /** The labels of a Prometheus metric's series within the need's times, DeepFlow's tags among them. */
  async series(need: Need): Promise<Labels[]> {
    const metric = promMetric(need.selector.matchers);
    if (isOwnMetric(metric)) {
      throw new PromqlError(`the sandbox lists the series of Prometheus metrics alone, not of ${metric.asked}`);
    }
    const tags = tagDescriptions('prometheus', 'samples')
      .filter(([name, , , , , , type]) => !untold.includes(name) && type !== 'map' && type !== 'map_item')
      .map(([name]) => name);
    const { rows, names } = await this.#query(
      seriesStatement(need, metric, tags, this.#options.blockedTeams),
      (sql) => `SELECT DISTINCT * FROM (${sql})`,
    );
    const found = new Map<string, Labels>();
    for (const row of rows) {
      const labels = this.#labels(row, names, metric);
      found.set(labelsKey(labels), labels);
    }
    return [...found.values()].slice(0, this.#options.slimit <= 0 ? undefined : this.#options.slimit);
  }

  async #samples(need: Need, metric: PromMetric): Promise<Row[]> {
    const { rows, names } = await this.#query(
      samplesStatement(need, metric, this.#options.blockedTeams),
      (sql) =>
        `SELECT * EXCEPT (${columns.time}, ${columns.value}), groupArray(${columns.time}) AS times, groupArray(${columns.value}) AS values FROM (${sql}) GROUP BY ALL`,
    );
    return rows.map((row) => {
      const times = cell(row, names, 'times') as number[];
      return {
        labels: this.#labels(row, names, metric),
        times,
        values: cell(row, names, 'values') as number[],
        latest: times.reduce((most, time) => Math.max(most, time), 0),
      };
    });
  }

  /** Translates a statement as for `/v1/query/`, and lets ClickHouse gather the rows of each series. */
  async #query(querierSql: string, gather: (sql: string) => string): Promise<{ rows: unknown[][]; names: string[] }> {
    const translated = translateStatement(querierSql, {
      db: 'prometheus',
      precision: '',
      language: 'en',
      organisation: this.#options.organisation,
      prometheus: this.#sources.numbers,
    });
    const sql = gather(translated.clickhouse);
    const started = performance.now();
    const result = await this.#sources.run(sql);
    this.stats.push({ duration: (performance.now() - started) / 1000, sql, querier_sql: querierSql });
    return { rows: result.rows, names: result.columns.map(({ name }) => name) };
  }

  async #own(need: Need, metric: PromMetric, stepMs: number): Promise<Row[]> {
    const querierSql = ownMetricStatement(need, metric, stepMs, this.#options.blockedTeams);
    const started = performance.now();
    const { result, debug } = await this.#sources.engine.execute({
      db: metric.db,
      sql: querierSql,
      precision: metric.precision,
      language: '',
      organisation: this.#options.organisation,
      uuid: '',
    });
    const sql = debug.map((entry) => entry.Sql).join('; ');
    this.stats.push({ duration: (performance.now() - started) / 1000, sql, querier_sql: querierSql });
    const names = (result?.columns ?? []).map(({ name }) => name);
    const { start, end } = secondsOf(need);
    const found = new Map<string, Row>();
    for (const row of result?.rows ?? []) {
      const time = Number(cell(row, names, columns.time));
      const value = cell(row, names, columns.value);
      const tags = tagLabels(row, names, '');
      if (time < start || time > end || value === null || tags.length === 0) {
        continue;
      }
      const labels = labelsOf([[metricNameLabel, metric.asked], ...tags]);
      const series = found.get(labelsKey(labels)) ?? { labels, times: [], values: [], latest: time };
      series.times.push(time);
      series.values.push(Number(value));
      found.set(labelsKey(labels), series);
    }
    return [...found.values()];
  }

  #labels(row: readonly unknown[], names: readonly string[], metric: PromMetric): Labels {
    const { numbers } = this.#sources;
    const ids = cell(row, names, columns.labels) as number[];
    const layout = numbers.appLabels(metric.table);
    const target = numbers.targetOf(ids.at(-1) ?? 0);
    const own = [
      ...layout.map((name, index) => [name, numbers.valueOf(ids[index] ?? 0)] as const),
      ...targetLabels.map((name, index) => [name, target[index] ?? ''] as const),
    ];
    const prefix = metric.prefix === 'tag' ? 'tag_' : '';
    return labelsOf([
      [metricNameLabel, metric.asked],
      ...own.map(([name, value]) => [`${prefix}${name}`, value] as const),
      ...tagLabels(row, names, metric.prefix === 'deepflow' ? deepflowPrefix : ''),
    ]);
  }
}

function cell(row: readonly unknown[], names: readonly string[], name: string): unknown {
  return row[names.indexOf(name)] ?? null;
}

const notTags: readonly string[] = [...Object.values(columns), 'times', 'values'];

/** DeepFlow's tags of a row as labels; what is empty or 0 is none. */
function tagLabels(row: readonly unknown[], names: readonly string[], prefix: string): [string, string][] {
  return names.flatMap((name, index) => {
    const value = row[index];
    const isZero = value === null || value === undefined || value === '' || value === '{}' || String(value) === '0';
    return isZero || notTags.includes(name)
      ? []
      : [[`${prefix}${labelOfColumn(name)}`, String(value)] as [string, string]];
  });
}

/** Oldest first, each second once. */
function toSeries({ labels, times, values }: Row): Series {
  const order = times.map((_time, index) => index).sort((a, b) => (times[a] ?? 0) - (times[b] ?? 0));
  const kept = order.filter((index, position) => position === 0 || times[index] !== times[order[position - 1] ?? 0]);
  return {
    labels,
    times: Float64Array.from(kept, (index) => (times[index] ?? 0) * 1000),
    values: Float64Array.from(kept, (index) => values[index] ?? NaN),
  };
}
