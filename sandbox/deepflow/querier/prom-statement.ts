import { metricNameLabel, PromqlError } from '@/sandbox/deepflow/promql/ast';
import type { Need } from '@/sandbox/deepflow/promql/plan';
import type { PromMetric } from '@/sandbox/deepflow/querier/prom-metric';
import { condition, queryTag, selected, tagsAbove } from '@/sandbox/deepflow/querier/prom-tags';

/** server.yaml prometheus.limit: rows that one selector may read. */
const rowLimit = 1_000_000;

export const columns = { time: 'timestamp', value: 'value', labels: '__labels_index__' } as const;

/** Functions of the database that aggregations become; those without are refused. */
const aggregations: Readonly<Record<string, (metric: string) => string>> = {
  sum: (metric) => `Sum(\`${metric}\`)`,
  avg: (metric) => `AAvg(\`${metric}\`)`,
  min: (metric) => `Min(\`${metric}\`)`,
  max: (metric) => `Max(\`${metric}\`)`,
  stddev: (metric) => `Stddev(\`${metric}\`)`,
  group: () => '1',
  count: () => 'Count(row)',
  count_of_rows: () => 'Count(row)',
  count_values: () => 'Count(row)',
  // The engine picks among the sums.
  topk: (metric) => `Sum(\`${metric}\`)`,
  bottomk: (metric) => `Sum(\`${metric}\`)`,
};

export type Seconds = { start: number; end: number };

/** Whole seconds around the times that a selector needs. */
export function secondsOf({ startMs, endMs }: { startMs: number; endMs: number }): Seconds {
  return { start: Math.trunc(startMs / 1000), end: Math.ceil(endMs / 1000) };
}

function conditions(need: Need, { prefix }: PromMetric, blockedTeams: readonly string[]): string {
  const { start, end } = secondsOf(need);
  const own = need.selector.matchers.filter(({ name }) => name !== metricNameLabel);
  const blocked = blockedTeams.length === 0 ? [] : [`team_id not in (${blockedTeams.join(',')})`];
  const bounds = `(time >= ${start} AND time <= ${end})`;
  return [bounds, ...own.map((matcher) => condition(matcher, prefix)), ...blocked].join(' AND ');
}

/**
 * Reads one of DeepFlow's own metrics, which the database aggregates by the labels of `by (…)`
 * (converters.go promReaderTransToSQL).
 * @throws PromqlError in the querier's words where there is no such aggregation.
 */
export function ownMetricStatement(
  need: Need,
  metric: PromMetric,
  stepMs: number,
  blockedTeams: readonly string[] = [],
): string {
  const { grouping } = need;
  if (grouping === null || grouping.labels.length === 0) {
    throw new PromqlError('unknown series');
  }
  if (!grouping.by) {
    throw new PromqlError("not support for 'without' clause for aggregation");
  }
  const aggregation = aggregations[grouping.op];
  if (aggregation === undefined) {
    throw new PromqlError(`aggregation operator: ${grouping.op} is not supported yet`);
  }
  const offset = Math.trunc((need.startMs % stepMs) / 1000);
  const time = stepMs > 0 ? `time(time, ${stepMs / 1000}, 1, 0, ${offset})` : 'toUnixTimestamp(time)';
  const tags = grouping.labels.map((label) => queryTag(metric.prefix, label));
  const counted = grouping.op === 'count_values' ? [`\`${metric.metric}\``] : [];
  const order = { topk: ',value desc', bottomk: ',value asc' }[grouping.op] ?? '';
  const select = [
    `${time} AS ${columns.time}`,
    ...tags.map(selected),
    ...counted,
    `${aggregation(metric.metric)} as ${columns.value}`,
  ];
  const group = [columns.time, ...tags.map(({ select: name, alias }) => (alias === '' ? name : alias)), ...counted];
  const where = conditions(need, metric, blockedTeams);
  return `SELECT ${select.join(',')} FROM \`${metric.table}\` WHERE ${where} GROUP BY ${group.join(',')} ORDER BY ${columns.time} desc${order} LIMIT ${rowLimit}`;
}

/** Reads a Prometheus metric's samples: the labels as their numbers, and those of DeepFlow's tags that are asked for. */
export function samplesStatement(need: Need, metric: PromMetric, blockedTeams: readonly string[] = []): string {
  const select = [
    `toUnixTimestamp(time) AS ${columns.time}`,
    columns.value,
    `FastTrans(tag) as ${columns.labels}`,
    ...deepflowTags(need, metric),
  ];
  const where = conditions(need, metric, blockedTeams);
  return `SELECT ${select.join(',')} FROM \`${metric.table}\` WHERE ${where} ORDER BY ${columns.time} desc LIMIT ${rowLimit}`;
}

/** DeepFlow's tags show where they are grouped by, or without a grouping where they are matched. */
function deepflowTags(need: Need, { prefix }: PromMetric): string[] {
  const ofGrouping = (need.grouping?.labels ?? []).map((label) => queryTag(prefix, label));
  const found = new Set(ofGrouping.filter(({ isDeepflow }) => isDeepflow).map(selected));
  for (const { name } of need.selector.matchers) {
    const tag = name === metricNameLabel ? null : queryTag(prefix, name);
    if (tag === null || !tag.isDeepflow) {
      continue;
    }
    if (ofGrouping.length === 0 || tag.alias !== '') {
      found.add(selected(tag));
    }
    if (ofGrouping.length === 0) {
      for (const above of tagsAbove(tag)) {
        found.add(above);
      }
    }
  }
  return [...found];
}

/** The labels of a Prometheus metric's samples with all of DeepFlow's tags, as `/series` reads them. */
export function seriesStatement(
  need: Need,
  metric: PromMetric,
  tags: readonly string[],
  blockedTeams: readonly string[] = [],
): string {
  const deepflow = tags.map((tag) => selected(queryTag('none', tag)));
  const select = [`FastTrans(tag) as ${columns.labels}`, ...deepflow];
  const where = conditions(need, metric, blockedTeams);
  return `SELECT ${select.join(',')} FROM \`${metric.table}\` WHERE ${where} LIMIT ${rowLimit}`;
}
