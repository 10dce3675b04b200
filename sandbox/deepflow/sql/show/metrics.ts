import { type MetricDescription, metricDescriptions, type TagDescription } from '@/sandbox/deepflow/catalog/load';
import { metricFunctions } from '@/sandbox/deepflow/sql/metrics/functions';
import { metricTypes } from '@/sandbox/deepflow/sql/metrics/metric';
import { quoteString } from '@/sandbox/deepflow/sql/print';
import { describeTags, everything, type RunQuery } from '@/sandbox/deepflow/sql/show/tags';
import { hasTwoEnds } from '@/sandbox/deepflow/sql/tags/map-items';

const operators = ['>=', '<=', '>', '<', '='];
const everyone = [true, true, true];

const dynamicDatabases = ['deepflow_admin', 'deepflow_tenant', 'application_log', 'ext_metrics'];

/** Metrics found in the rows themselves, such as the sizes that spans report. */
async function foundMetrics(db: string, table: string, condition: string, run: RunQuery): Promise<MetricDescription[]> {
  if (!dynamicDatabases.includes(db) && table !== 'l7_flow_log') {
    return [];
  }
  const conditions = [`table=${quoteString(table)}`, "field_type='metrics'"];
  if (condition !== '') {
    conditions.push(`(${condition})`);
  }
  const { rows } = await run(
    `SELECT field_name, table FROM flow_tag.${db}_custom_field WHERE ${conditions.join(' AND ')} GROUP BY field_name, table ORDER BY table, field_name ASC`,
  );
  return rows.map(([key, own]): MetricDescription => {
    const name = `metrics.${String(key)}`;
    const words = [name, false, name, name, name, '', '', '', metricTypes.counter, 'Native Metric'] as const;
    return [...words, operators, everyone, String(own), '', '', ''];
  });
}

/** Tags listed once more as metrics, for Uniq, TopK and Any. */
function tagMetrics(tags: readonly TagDescription[], table: string): MetricDescription[] {
  return tags.flatMap(([name, client, server, , zh, en, type, , , permissions, , , , , , notSupported]) => {
    const hidden =
      ['auto_custom_tag', 'time', 'id'].includes(type) ||
      ['lb_listener', 'pod_ingress'].includes(name) ||
      notSupported.includes('select');
    if (hidden) {
      return [];
    }
    const described = (shown: string, shownZh: string, shownEn: string): MetricDescription => [
      ...([shown, true, shownEn, shownZh, shownEn, '', '', '', metricTypes.tag, 'Tag'] as const),
      operators,
      permissions,
      table,
      '',
      '',
      '',
    ];
    if (!hasTwoEnds(table) || client === server) {
      return [described(hasTwoEnds(table) ? client : name, zh, en)];
    }
    const side = (shown: string, sideZh: string, sideEn: string) =>
      described(shown, `${sideZh} ${en}`, `${sideEn} ${en}`);
    return [side(server, '服务端', 'Server'), side(client, '客户端', 'Client')];
  });
}

/** What a WHERE asks of what is found in rows: the engine knows `name` for tags alone. */
export type MetricConditions = { ofMetrics: string; ofTags: string };

/** Rows of `show metrics from table`. */
export async function describeMetrics(
  db: string,
  table: string,
  { ofMetrics, ofTags }: MetricConditions,
  run: RunQuery,
): Promise<MetricDescription[]> {
  // Of samples there is one catalogue for all tables, and it does not say which table a row is of.
  const known = metricDescriptions(db, table).map((row): MetricDescription => {
    const copy: MetricDescription = [...row];
    copy[12] = row[8] === metricTypes.tag || row[0] === 'metrics' ? table : row[12];
    return copy;
  });
  const own = known.filter(([name, , , , , , , , type]) => type !== metricTypes.tag && name !== 'metrics');
  const wholeMap = known.filter(([name]) => name === 'metrics');
  const tagRows = known.filter(([, , , , , , , , type]) => type === metricTypes.tag);
  const listed = new Set(tagRows.map(([name]) => name));
  const all = await describeTags(db, table, run, { ...everything, condition: ofTags });
  const found = db === 'flow_tag' ? [] : tagMetrics(all, table).filter(([name]) => !listed.has(name));
  return [...own, ...(await foundMetrics(db, table, ofMetrics, run)), ...wholeMap, ...tagRows, ...found];
}

/** Rows of `show metrics`: the numbers of every table, then the tags that belong to none. */
export async function describeAllMetrics(
  db: string,
  tables: readonly string[],
  { ofMetrics, ofTags }: MetricConditions,
  run: RunQuery,
): Promise<MetricDescription[]> {
  const rows: MetricDescription[] = [];
  for (const table of tables) {
    const known = metricDescriptions(db, table);
    const own = known.filter(([, , , , , , , , type]) => type !== metricTypes.tag);
    rows.push(...own, ...(await foundMetrics(db, table, ofMetrics, run)));
  }
  const tags = db === 'flow_tag' ? [] : await describeTags(db, '', run, { ...everything, condition: ofTags });
  return [...rows, ...tagMetrics(tags, '')];
}

/** Rows of `show metrics functions`. */
export function describeFunctions(): unknown[][] {
  return metricFunctions.map((fn) => [
    fn.name,
    fn.kind,
    fn.supports === null ? null : fn.supports.map((type) => metricTypes[type]),
    fn.unit,
    fn.extraArguments,
    fn.takesOperators,
    fn.valueType,
  ]);
}
