import { describe, expect, it } from 'vitest';
import { noPrometheusNames, type TranslateOptions } from '@/sandbox/deepflow/sql/context';
import { EnginePanic, QueryError } from '@/sandbox/deepflow/sql/errors';
import { translateShow } from '@/sandbox/deepflow/sql/show/show';
import { translateSlimit } from '@/sandbox/deepflow/sql/slimit';
import { translateStatement } from '@/sandbox/deepflow/sql/translate';

const optionsOf = (db: string): TranslateOptions => ({
  db,
  precision: db === 'flow_metrics' ? '1m' : '',
  language: 'en',
  organisation: '1',
  prometheus: noPrometheusNames,
});
const inLogs = (sql: string) => translateStatement(sql, optionsOf('flow_log'));
const inMetrics = (sql: string) => translateStatement(sql, optionsOf('flow_metrics'));
const noRows = async () => ({ columns: [], rows: [] });

function refusal(translate: () => unknown): string {
  try {
    translate();
  } catch (error) {
    if (error instanceof QueryError || error instanceof EnginePanic) return error.message;
    throw error;
  }
  return 'accepted';
}

async function refusalOf(translated: Promise<unknown>): Promise<string> {
  const error: unknown = await translated.catch((reason: unknown) => reason);
  return error instanceof QueryError || error instanceof EnginePanic ? error.message : 'accepted';
}

/** A metric whose label `route` has a column of its own; `instance` is the target's. */
const inSamples = (sql: string) =>
  translateStatement(sql, {
    ...optionsOf('prometheus'),
    prometheus: {
      metricId: () => 12,
      labelId: (label) => ({ route: 10, instance: 2 })[label],
      appLabels: () => ['route'],
    },
  });

describe('a Derivative', () => {
  const range = 'time>=600 and time<=900';

  it('is taken from bucket to bucket within the rows of its tags, from one bucket earlier on', () => {
    const { clickhouse, time } = inSamples(
      `select Sum(Derivative(value,\`tag.route\`)) as d, time(time,60) as t, \`tag.route\` from x where ${range} group by t, \`tag.route\``,
    );
    const route = "dictGet('flow_tag.app_label_map', 'label_value', (toUInt64(10), toUInt64(app_label_value_id_1)))";
    expect(clickhouse).toBe(
      [
        'SELECT `tag.route`, toUnixTimestamp(`_time`) AS `t`, SUM(`_nonnegativederivative_value_tag.route`) AS `d` FROM',
        '(WITH toStartOfInterval(time, toIntervalSecond(60)) + toIntervalSecond(arrayJoin([0]) * 60) AS `_time`',
        `SELECT ${route} AS \`tag.route\`, _time,`,
        'nonNegativeDerivative(last_value(value),_time) OVER (PARTITION BY `tag.route` ORDER BY _time) AS `_nonnegativederivative_value_tag.route`',
        'FROM prometheus.`samples` WHERE (metric_id=12) AND `time` >= 540 AND `time` <= 900',
        `GROUP BY \`_time\`, ${route} AS \`tag.route\`) GROUP BY \`t\`, \`tag.route\` LIMIT 10000`,
      ].join(' '),
    );
    expect(time.start).toBe(540);
  });

  it('is taken series by series where it names no tags, which need not be grouped by', () => {
    const { clickhouse } = inSamples(
      `select Sum(Derivative(value)) as d, time(time,60) as t from x where ${range} group by t`,
    );
    expect(clickhouse).toContain('OVER (PARTITION BY tag ORDER BY _time)');
    expect(clickhouse).toMatch(/GROUP BY `_time`, toJSONString\(.*\) AS `tag`\) GROUP BY `t` LIMIT/);
  });

  it('is taken of what is written, which ClickHouse does not find where that is a formula', () => {
    const { clickhouse } = inLogs(
      `select Max(Derivative(log_count, endpoint)) as d, endpoint from l7_flow_log where ${range} group by endpoint`,
    );
    expect(clickhouse).toContain('SELECT endpoint, MAX(`_nonnegativederivative_1_endpoint`) AS `d` FROM');
    expect(clickhouse).toContain(
      'nonNegativeDerivative(last_value(log_count),_time) OVER (PARTITION BY endpoint ORDER BY _time) AS `_nonnegativederivative_log_count_endpoint`',
    );
  });

  it('of a delay is the delay, in arithmetic too, by rows of its tags', () => {
    const { clickhouse } = inMetrics(`select Max(Derivative(rrt, endpoint)) * 2 as d from application where ${range}`);
    expect(clickhouse).toContain('MAXIf(rrt_sum/rrt_count, rrt_sum/rrt_count > 0) AS `_max_rrt_sum/rrt_count`, _time');
    expect(clickhouse).toMatch(/GROUP BY .*`endpoint`/);
  });

  it('beside a number without one is what the engine dies of', () => {
    expect(refusal(() => inSamples(`select Sum(Derivative(value)) as d, Max(value) as m from x where ${range}`))).toBe(
      'runtime error: index out of range [0] with length 0',
    );
  });
});

describe('columns of the answer', () => {
  it('count the labels of a Prometheus metric, and the tags of a profile', () => {
    expect(inSamples('select Uniq(`tag.route`) as u from x').clickhouse).toContain('uniq(dictGet(');
    expect(inSamples('select Any(`tag.instance`) as i from x').clickhouse).toContain('flow_tag.target_label_map');
    expect(refusal(() => inSamples('select Uniq(`tag.nosuch`) as u from x'))).toBe(
      'function: Uniq(`tag.nosuch`) not support',
    );
    const profile = translateStatement('select Uniq(`tag.x`) as u from in_process', optionsOf('profile'));
    expect(profile.clickhouse).toContain("uniq(if(indexOf(tag_names,'x') != 0");
  });

  it('keep the unit of the metric, whichever aggregate counts it', () => {
    expect(inMetrics('select Uniq(rrt), Sum(request) from application').schemas.map(({ unit }) => unit)).toEqual([
      'us',
      '',
    ]);
  });

  it('are metrics from the first aggregate of a HAVING on: it marks the last one selected', () => {
    const { schemas } = inLogs(
      'select Count(row) as n, endpoint from l7_flow_log group by endpoint having Max(error_ratio) > 5',
    );
    expect(schemas).toMatchObject([
      { name: 'n', type: 1, unit: '' },
      { name: 'endpoint', type: 1, unit: '%' },
    ]);
  });

  it('are named after what they compute where arithmetic stands in parentheses without an alias', () => {
    const nameOf = (sql: string) => /AS `([^`]*)`/.exec(sql)?.[1];
    expect(nameOf(inLogs('select (Sum(request)/2) from l7_flow_log').clickhouse)).toBe(
      'div_sum_if(type IN [0, 2],1,0)_2',
    );
    expect(nameOf(inLogs('select Sum(request)/2 from l7_flow_log').clickhouse)).toBe('Sum(request) / 2');
  });
});

describe('aggregates', () => {
  it('of a share are a percentage once, Apdex too', () => {
    const { clickhouse } = inMetrics('select Apdex(error_ratio, 1) as a from application');
    expect(clickhouse.match(/\*100/g)).toHaveLength(1);
  });

  it('order their rows for Last() as a column alone', () => {
    expect(inMetrics('select Last(request) as l from application').clickhouse).toContain('ORDER BY `_time` ASC');
    expect(inMetrics('select Last(request)+1 as l from application').clickhouse).not.toContain('ORDER BY');
  });

  it('die of a missing parameter as the engine does', () => {
    expect(refusal(() => inLogs('select Apdex(response_duration) as a from l7_flow_log'))).toBe(
      'runtime error: index out of range [0] with length 0',
    );
    expect(refusal(() => inLogs('select Histogram(Sum(request)) as h from l7_flow_log'))).toBe(
      'runtime error: index out of range [1] with length 1',
    );
  });
});

describe('conditions', () => {
  const filterOf = (condition: string, table = 'l7_flow_log') =>
    /WHERE (.*) LIMIT/.exec(inLogs(`select time from ${table} where ${condition}`).clickhouse)?.[1];

  it('ask for the machine that a capture NIC belongs to', () => {
    expect(filterOf("capture_nic_pod_node = 'n1'")).toBe(
      "((toUInt64(agent_id),toUInt64(capture_nic)) GLOBAL IN (SELECT vtap_id,tap_port FROM flow_tag.vtap_port_map WHERE tap_port!=0 AND device_type=14 AND device_name = 'n1'))",
    );
  });

  it('read MACs in each of Go’s notations, and a NIC’s number from its lower half', () => {
    expect(filterOf("mac_0 = '00-00-00-00-01-00'", 'l4_flow_log')).toBe("mac_0 = '256'");
    expect(filterOf("mac_0 = '0000.0000.0100'", 'l4_flow_log')).toBe("mac_0 = '256'");
    expect(filterOf("capture_nic = '00:00:01:00'")).toBe("capture_nic = '256'");
    expect(refusal(() => filterOf("capture_nic = '::1'"))).toBe('invalid ipv4 mac: ::1');
  });

  it('on a tunnel’s address without a side match either end', () => {
    expect(filterOf("tunnel_tx_ip = '1.1.1.1'", 'l4_flow_log')).toContain(
      "(if(tunnel_is_ipv4=1, tunnel_tx_ip4_0 = toIPv4OrNull('1.1.1.1'), tunnel_tx_ip6_0 = toIPv6OrNull('1.1.1.1')) OR ",
    );
  });

  it('on time know no null', () => {
    expect(refusal(() => filterOf('time is null'))).toBe("No parameter 'NULL' found.");
  });

  it('with functions name what these know no enum of as it was written', () => {
    expect(refusal(() => filterOf("Enum(`cloud.tag.x_0`) = 'a'"))).toBe('function enum not support `cloud.tag.x_0`');
  });
});

describe('SLIMIT', () => {
  const slimit = (sql: string) => translateSlimit(sql, optionsOf('flow_log'), noRows);

  it('names the inner statement when either one is refused', async () => {
    expect(await refusalOf(slimit('select endpoint from l7_flow_log where time>=1 slimit 5'))).toBe(
      'sql: ; parse error: syntax error at position 1',
    );
    expect(
      await refusalOf(slimit('select endpoint, sum(x) as s from l7_flow_log where time>=1 group by endpoint slimit 5')),
    ).toBe(
      'sql: SELECT endpoint FROM l7_flow_log WHERE time>=1 GROUP BY endpoint LIMIT 5; parse error: function: sum(x) not support',
    );
  });

  it('knows the tags of a table by its former name, and none of a table with another name', async () => {
    expect(
      await refusalOf(
        translateSlimit(
          'select pod_1 from vtap_app_edge_port where time>=1 slimit 5',
          { ...optionsOf('flow_metrics'), precision: '1m' },
          noRows,
        ),
      ),
    ).toBe('sql: ; parse error: syntax error at position 1');
    expect(await refusalOf(slimit('select endpoint from l7_flow_log l where time>=1 slimit 5'))).toBe(
      "not support sql: 'show tags from l7_flow_log as l', please check",
    );
  });

  it('knows ORDER BY behind it for the inner statement in small letters alone', async () => {
    const refused = await refusalOf(
      slimit('select endpoint from l7_flow_log where time>=1 group by endpoint slimit 5 ORDER BY endpoint'),
    );
    expect(refused).toMatch(/LIMIT 5 ORDER BY endpoint; parse error: syntax error at position 79 near 'order'$/);
  });

  it('cuts the direction off as letters, and orders by nothing where no letter is left', async () => {
    const translated = await slimit(
      'select endpoint, Count(row) as cs from l7_flow_log where time>=1 group by endpoint sorder by cs desc slimit 5',
    );
    expect(translated?.clickhouse).not.toContain('ORDER BY');
  });
});

describe('SHOW', () => {
  const show = (sql: string, db = 'flow_log') =>
    translateShow(sql, { ...optionsOf(db), askedLanguage: '', ownLanguage: 'en' }, noRows);

  it('takes an ORDER BY for part of a WHERE, and ignores it where there is none', async () => {
    expect(await refusalOf(show('show tag pod values from l7_flow_log order by value limit 5'))).toBe('accepted');
    expect(
      await refusalOf(show("show tag pod values from l7_flow_log where display_name = 'x' order by value")),
    ).toContain("near 'order'");
  });

  it('dies of a pattern that Go cannot compile', async () => {
    expect(await refusalOf(show("show tag pod values from l7_flow_log where display_name regexp '*a'"))).toBe(
      'regexp: Compile(`*a`): error parsing regexp: missing argument to repetition operator: `*`',
    );
  });

  it('lists the tags and metrics of every table', async () => {
    const count = async (sql: string, db: string) => {
      const shown = await show(sql, db);
      return shown !== null && 'rows' in shown ? shown.rows.length : 0;
    };
    expect(await count('show tags from traffic_policy', 'flow_metrics')).toBe(5);
    expect(await count('show metrics from alert_event', 'event')).toBeGreaterThan(10);
    expect(await count('show tags from any_metric', 'prometheus')).toBe(42);
  });
});

describe('syntax errors', () => {
  it('count bytes and name placeholders', () => {
    expect(refusal(() => inLogs('select 中 from t'))).toBe("syntax error at position 9 near '\ufffd'");
    expect(refusal(() => inLogs('select ``a from t'))).toBe('syntax error at position 10');
    expect(refusal(() => inLogs('select a from ? b'))).toBe("syntax error at position 16 near ':v1'");
    expect(refusal(() => inLogs('select /*a'))).toBe("syntax error at position 11 near '/*a'");
  });
});
