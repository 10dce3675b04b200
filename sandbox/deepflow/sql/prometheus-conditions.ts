import { type Condition, comparing } from '@/sandbox/deepflow/sql/conditions';
import type { Context } from '@/sandbox/deepflow/sql/context';
import { resourceNotFound } from '@/sandbox/deepflow/sql/errors';

/** A condition on a label of a Prometheus metric; an unknown label reads as empty. */
export function prometheusCondition(label: string, condition: Condition, { table, prometheus }: Context): string {
  const metricId = prometheus.metricId(table);
  if (metricId === undefined) {
    throw resourceNotFound(`${table} not found`);
  }
  const isEmpty = condition.value === "''";
  const labelId = prometheus.labelId(label);
  if (labelId === undefined) {
    return isEmpty ? `1${condition.operator}1` : '1!=1';
  }
  const compared = comparing(condition)('label_value');
  const column = prometheus.appLabels(table).indexOf(label) + 1;
  if (column === 0) {
    return `toUInt64(target_id) GLOBAL IN (SELECT target_id FROM flow_tag.target_label_live_view WHERE metric_id=${metricId} and label_name_id=${labelId} and ${compared})`;
  }
  const value = `app_label_value_id_${column}`;
  return isEmpty
    ? `${value} ${condition.operator} 0`
    : `toUInt64(${value}) GLOBAL IN (SELECT label_value_id FROM flow_tag.app_label_live_view WHERE label_name_id=${labelId} and ${compared})`;
}
