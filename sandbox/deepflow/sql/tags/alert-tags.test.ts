import { describe, expect, it } from 'vitest';
import { noPrometheusNames } from '@/sandbox/deepflow/sql/context';
import { QueryError } from '@/sandbox/deepflow/sql/errors';
import { notSql } from '@/sandbox/deepflow/sql/print';
import { translateStatement } from '@/sandbox/deepflow/sql/translate';

function clickhouse(sql: string): string {
  const options = { db: 'event', precision: '', language: 'en', organisation: '1', prometheus: noPrometheusNames };
  try {
    return translateStatement(sql, options).clickhouse;
  } catch (error) {
    if (error instanceof QueryError) return error.message;
    throw error;
  }
}
const selected = (tag: string) => /^SELECT (.*) FROM event/.exec(clickhouse(`select ${tag} from alert_event`))?.[1];
const condition = (text: string) =>
  /WHERE (.*) LIMIT/.exec(clickhouse(`select event_id from alert_record where ${text}`))?.[1];

// Each of these is what the engine of deepflow 2026e9de3 makes of the statement.
describe('an alert', () => {
  it('has the tags of what it is about in maps of its row', () => {
    const pod = "tag_int_values[indexOf(tag_int_names,'pod_id_0')]";
    expect(selected('pod_0')).toBe(`dictGet('flow_tag.pod_map', 'name', (toUInt64(${pod}))) AS \`pod_0\``);
    expect(selected('pod_id_0')).toBe(`${pod} AS \`pod_id_0\``);
    expect(selected('auto_service')).toBe(
      "tag_string_values[indexOf(tag_string_names,'auto_service')] AS `auto_service`",
    );
    expect(selected('`k8s.label.app_1`')).toBe(
      "if(indexOf(tag_string_names,'k8s.label.app_1') != 0, tag_string_values[indexOf(tag_string_names,'k8s.label.app_1')], NULL) AS `k8s.label.app_1`",
    );
    expect(selected('event_level, pod_group_type')).toBe('event_level, pod_group_type');
  });

  it('is found by a tag without a side on either side, by one with a side on that side alone', () => {
    const id = (name: string) =>
      `if(indexOf(tag_int_names,'${name}')=0,NULL,tag_int_values[indexOf(tag_int_names,'${name}')])`;
    expect(condition('pod_ns_id = 3')).toBe(
      `(${id('pod_ns_id')} = 3 OR ${id('pod_ns_id_0')} = 3 OR ${id('pod_ns_id_1')} = 3)`,
    );
    expect(condition('pod_ns_id_1 != 3')).toBe(`not(${id('pod_ns_id_1')} = 3)`);
    expect(condition("pod_1 like '*a'")).toBe(
      "if(indexOf(tag_string_names,'pod_1')=0,1!=1,tag_string_values[indexOf(tag_string_names,'pod_1')] ilike '%a')",
    );
  });

  it('has a name that nothing is known of among its texts, compared with a number among its numbers', () => {
    const text = "if(indexOf(tag_string_names,'nosuch')=0,NULL,tag_string_values[indexOf(tag_string_names,'nosuch')])";
    expect(condition("nosuch = 'x'")).toBe(`${text} = 'x'`);
    expect(condition('nosuch = 4')).toBe(`${text.replaceAll('_string_', '_int_')} = 4`);
    expect(condition("event_id = '4'")).toBe("event_id = '4'");
  });

  it('has enums of its own, the policy’s type under the name of another list', () => {
    expect(clickhouse('select Enum(policy_type) as t from alert_event')).toContain(
      "('policy_app_type',toUInt64(policy_type))",
    );
    expect(clickhouse('select Enum(l7_protocol) as t from alert_event')).toBe('function enum not support l7_protocol');
  });

  it('has no filter where the engine has none to write', () => {
    expect(clickhouse("select event_id from alert_event where time_str = 'x'")).toContain(`WHERE ${notSql} `);
    expect(clickhouse("select event_id from alert_event where pod_id regexp 'x'")).toContain(`WHERE ${notSql} `);
  });
});
