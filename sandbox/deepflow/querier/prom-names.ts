import { metricDescriptions } from '@/sandbox/deepflow/catalog/load';
import { databases } from '@/sandbox/deepflow/sql/tables';

/** Databases whose metrics come with what is written, not from the catalogue. */
const written = ['prometheus', 'ext_metrics', 'deepflow_admin', 'deepflow_tenant'];

/**
 * Every name that PromQL can ask for: the metrics of the catalogue in both resolutions, and each Prometheus metric
 * twice (server/querier/app/prometheus/service/label_values.go).
 */
export function promMetricNames(metrics: readonly string[]): string[] {
  const own = Object.entries(databases).flatMap(([db, tables]) =>
    written.includes(db) ? [] : tables.flatMap((table) => ownNames(db, table)),
  );
  return [...own, ...metrics.flatMap((metric) => [metric, `prometheus__samples__${metric}`])];
}

function ownNames(db: string, table: string): string[] {
  return metricDescriptions(db, table)
    .filter(([, , , , , , , , , category]) => category !== 'Tag')
    .flatMap(([name]) => {
      const full = `${db}__${table}__${name}`;
      return db === 'flow_metrics' ? [`${full}__1m`, `${full}__1s`] : [full];
    });
}
