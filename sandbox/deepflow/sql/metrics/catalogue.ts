import { metricDescriptions, tagDescriptions } from '@/sandbox/deepflow/catalog/load';
import { byName } from '@/sandbox/deepflow/sql/by-name';
import { type Formula, formulas } from '@/sandbox/deepflow/sql/metrics/formulas';
import { type Metric, metric, metricTypeOf, ratioMetric, tagMetric } from '@/sandbox/deepflow/sql/metrics/metric';
import { quoteString } from '@/sandbox/deepflow/sql/print';
import { findPlainTag, resourceItem, rowItem } from '@/sandbox/deepflow/sql/tags/catalogue';
import { hasTwoEnds } from '@/sandbox/deepflow/sql/tags/map-items';

const cache = new Map<string, Map<string, Metric>>();

/** Arrays that hold the metrics without a column of their own. */
const dynamicArrays = byName<readonly [names: string, values: string]>({
  flow_log: ['metrics_names', 'metrics_values'],
  application_log: ['metrics_names', 'metrics_values'],
  ext_metrics: ['metrics_float_names', 'metrics_float_values'],
  deepflow_admin: ['metrics_float_names', 'metrics_float_values'],
  deepflow_tenant: ['metrics_float_names', 'metrics_float_values'],
});

function fromFormula(formula: Formula, type: Metric['type'], unit: string): Metric {
  if ('expression' in formula) {
    return metric(type, unit, formula.expression);
  }
  const { dividend, divisor, complement = false, when = '' } = formula;
  return ratioMetric(type, unit, { dividend, divisor, complement }, when);
}

function staticMetrics(db: string, table: string): Map<string, Metric> {
  const key = `${db}.${table}`;
  const known = cache.get(key);
  if (known !== undefined) {
    return known;
  }
  const metrics = new Map<string, Metric>();
  if (db === 'prometheus') {
    metrics.set('value', metric('counter', '', 'value'));
  }
  for (const row of metricDescriptions(db, table)) {
    const [name, , , , , unit, , , typeNumber] = row;
    const type = metricTypeOf(typeNumber);
    if (type !== undefined && type !== 'tag') {
      const formula = formulas[key]?.[name];
      metrics.set(name, formula === undefined ? metric(type, unit, name) : fromFormula(formula, type, unit));
    }
  }
  for (const [name, clientName, serverName, , , , type, , , , , , , , , notSupported] of tagDescriptions(db, table)) {
    const hidden = ['auto_custom_tag', 'time', 'id'].includes(type) || ['lb_listener', 'pod_ingress'].includes(name);
    if (!hidden && !notSupported.includes('select')) {
      for (const tag of hasTwoEnds(table) ? [clientName, serverName] : [name]) {
        metrics.set(tag, tagAsMetric(tag, type, table));
      }
    }
  }
  cache.set(key, metrics);
  return metrics;
}

function tagAsMetric(name: string, type: string, table: string): Metric {
  if (name === 'metrics') {
    return tagMetric("toJSONString(CAST((metrics_names, metrics_values), 'Map(String, Float64)'))", type, '');
  }
  const tag = resourceItem(name, table) ?? findPlainTag(name, table);
  return tagMetric(tag?.select ?? name, type, tag?.group ?? '');
}

/**
 * What an aggregate or a condition on a number reads for a name: a metric, or a tag used as one. Undefined for a name
 * that the table does not have.
 */
export function findMetric(name: string, db: string, table: string): Metric | undefined {
  if (db === 'flow_tag' || table === 'trace_tree' || table === 'span_with_trace_id') {
    return undefined;
  }
  if (name === 'row') {
    return metric('other', '', 'row');
  }
  if (name === 'time') {
    return { ...metric('delay', '', 'time'), tagType: 'time', group: 'time' };
  }
  const dynamic = dynamicMetric(name, db, table);
  if (dynamic !== undefined) {
    return dynamic;
  }
  const metrics = staticMetrics(db, table);
  const known = metrics.get(name);
  if (known !== undefined) {
    return known;
  }
  if (name.includes('_id')) {
    const resource = metrics.get(name.replaceAll('_id', ''));
    const tag = findPlainTag(name, table);
    return (
      resource && { ...resource, expression: tag?.select ?? name, group: tag?.group ?? '', ratio: null, idOf: name }
    );
  }
  const item = resourceItem(name, table) ?? rowItem(name, table);
  return item && tagMetric(item.select ?? name, 'map_item', '');
}

function dynamicMetric(name: string, db: string, table: string): Metric | undefined {
  const arrays = dynamicArrays[db];
  if (arrays === undefined || (db === 'flow_log' && table !== 'l7_flow_log')) {
    return undefined;
  }
  if (name.startsWith('metrics.')) {
    const index = `indexOf(${arrays[0]}, ${quoteString(name.slice('metrics.'.length))})`;
    return metric('counter', '', `if(${index}=0,null,${arrays[1]}[${index}])`);
  }
  if (name.startsWith('tag.')) {
    const index = `indexOf(tag_names, ${quoteString(name.slice('tag.'.length))})`;
    return tagMetric(`if(${index}=0,null,tag_values[${index}])`, '', '');
  }
  return undefined;
}
