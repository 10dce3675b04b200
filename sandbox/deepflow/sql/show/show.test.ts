import { expect, it } from 'vitest';
import { noPrometheusNames, type TranslateOptions } from '@/sandbox/deepflow/sql/context';
import { type Shown, translateShow } from '@/sandbox/deepflow/sql/show/show';

const options = (db: string): TranslateOptions => ({
  db,
  precision: '',
  language: 'en',
  organisation: '1',
  prometheus: noPrometheusNames,
});

// Each of these was compared with what the engine of deepflow 2026e9de3 makes of the statement.
const show = (sql: string, db: string, over: Partial<TranslateOptions & { askedLanguage: string }> = {}) =>
  translateShow(sql, { ...options(db), askedLanguage: '', ownLanguage: 'en', ...over }, async () => ({
    columns: [],
    rows: [],
  }));
const rows = (shown: Shown) => (shown !== null && 'rows' in shown ? shown.rows : []);
const statement = (shown: Shown) => (shown !== null && 'clickhouse' in shown ? shown.clickhouse.join('; ') : '');

it('reads values with the precision that was asked for, which their tables do not have', async () => {
  const asked = await show('show tag region values from application', 'flow_metrics', { precision: '1m' });
  expect(statement(asked)).toContain('FROM flow_tag.`region_map.1m`');
});

it('shows names in the language of the request, and compares them in the server’s', async () => {
  const chinese = { language: 'zh', askedLanguage: 'zh' };
  const values = await show(
    "show tag role values from application where Enum(role) like 's*'",
    'flow_metrics',
    chinese,
  );
  expect(statement(values)).toContain('name_zh AS `display_name`');
  expect(statement(values)).toContain("name_en ilike 's%'");
  const role = rows(await show('show all_enum_tags', 'flow_log', chinese)).find(([name]) => name === 'role');
  expect(role?.[3]).toBe(role?.[4]);
});

it('says which table of samples a metric belongs to, and knows none of the dictionaries', async () => {
  const found = rows(await show('show metrics from apisix_http_status', 'prometheus'));
  const tags = found.filter((row) => row[9] === 'Tag');
  expect(tags).toHaveLength(39);
  expect(new Set(tags.map((row) => row[12]))).toEqual(new Set(['apisix_http_status']));
  expect(rows(await show('show metrics', 'flow_tag'))).toEqual([]);
});

it('takes a group of services with a side for a text found in rows', async () => {
  const values = await show('show tag biz_service.group_0 values from l7_flow_log', 'flow_log');
  expect(statement(values)).toContain("field_name = 'biz_service.group_0'");
});

it('tells where a condition breaks by the engine’s own blanks', async () => {
  const broken = (tag: string) =>
    show(`show tag ${tag} values from l7_flow_log where value = 'x' order by value`, 'flow_log').then(
      () => 'accepted',
      (error: Error) => error.message,
    );
  expect(await broken('redis')).toBe("syntax error at position 92 near 'order'");
  expect(await broken('pod_ns')).toBe("syntax error at position 82 near 'order'");
  expect(await broken('endpoint')).toBe("syntax error at position 183 near 'order'");
  expect(await broken('l7_protocol')).toBe("syntax error at position 140 near 'order'");
});

it('has no answer at all for a tag that alerts do not have', async () => {
  expect(await show('show tag nosuch values from alert_event', 'event')).toBeNull();
});
