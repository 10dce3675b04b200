import { type Matcher, metricNameLabel, PromqlError } from '@/sandbox/deepflow/promql/ast';
import { databases } from '@/sandbox/deepflow/sql/tables';

/**
 * How labels are written in a selector of a metric: DeepFlow's own tags alone, a Prometheus metric's labels with
 * DeepFlow's tags as `df_x`, or DeepFlow's tags with the metric's labels as `tag_x`.
 */
export type Prefix = 'none' | 'deepflow' | 'tag';

export type PromMetric = {
  /** As asked, which is the `__name__` of its series. */
  asked: string;
  prefix: Prefix;
  db: string;
  table: string;
  /** The metric within its table. */
  metric: string;
  precision: string;
};

/**
 * What a metric's name stands for: `flow_metrics__application__request__1m`, `prometheus__samples__x` or plain `x`
 * (server/querier/app/prometheus/service/converters.go parseMetric).
 * @throws PromqlError for a name with `__` whose first part is no database.
 */
export function promMetric(matchers: readonly Matcher[]): PromMetric {
  const asked = matchers.find(({ name }) => name === metricNameLabel)?.value ?? '';
  if (!asked.includes('__')) {
    return { asked, prefix: 'deepflow', db: 'prometheus', table: asked, metric: 'value', precision: '' };
  }
  const [db = '', table = '', metric = '', precision = ''] = asked.split('__');
  if (databases[db] === undefined || metric === '') {
    throw new PromqlError(`unknown metrics ${asked}`);
  }
  if (db === 'prometheus') {
    return { asked, prefix: 'tag', db, table: metric, metric: 'value', precision: '' };
  }
  if (['ext_metrics', 'deepflow_admin', 'deepflow_tenant'].includes(db)) {
    throw new PromqlError(`the sandbox keeps no metrics of database ${db}`);
  }
  return { asked, prefix: 'none', db, table, metric, precision: db === 'flow_metrics' ? precision : '' };
}

/** Whether a metric is one of DeepFlow's own, which are aggregated in the database. */
export function isOwnMetric({ prefix }: PromMetric): boolean {
  return prefix === 'none';
}
