import { describe, expect, it } from 'vitest';
import { parsePromql } from '@/sandbox/deepflow/promql/parse';
import { type Need, needsOf } from '@/sandbox/deepflow/promql/plan';
import { promMetric } from '@/sandbox/deepflow/querier/prom-metric';
import { ownMetricStatement, samplesStatement } from '@/sandbox/deepflow/querier/prom-statement';

const second = 1_755_850_200;
const window = `(time >= ${second - 300} AND time <= ${second})`;

function need(text: string): Need {
  const times = { startMs: second * 1000, endMs: second * 1000 };
  const [found] = needsOf(parsePromql(text), times);
  if (found === undefined) {
    throw new Error(`no selector in ${text}`);
  }
  return found;
}

const samples = (text: string) => samplesStatement(need(text), promMetric(need(text).selector.matchers));
const own = (text: string, stepMs = 0) =>
  ownMetricStatement(need(text), promMetric(need(text).selector.matchers), stepMs);

const conditionsOf = (statement: string) => /WHERE (.*?) (?:GROUP BY|ORDER BY)/.exec(statement)?.[1];

describe('a Prometheus metric is read by SQL', () => {
  it('with its labels as numbers', () => {
    expect(samples('apisix_http_status{route="r1"}')).toBe(
      `SELECT toUnixTimestamp(time) AS timestamp,value,FastTrans(tag) as __labels_index__ FROM \`apisix_http_status\` WHERE ${window} AND (\`tag.route\` = 'r1') ORDER BY timestamp desc LIMIT 1000000`,
    );
  });

  it.each([
    ['x{a!="1"}', "(`tag.a` != '1')"],
    ['x{a=""}', "(`tag.a` = '')"],
    ['x{a=~"1|2"}', "(`tag.a` = '1' OR `tag.a` = '2')"],
    ['x{a!~"1|2"}', "(`tag.a` != '1' OR `tag.a` != '2')"],
    ['x{a=~"5.."}', "(`tag.a` REGEXP '^5..$')"],
    ['x{a!~"^5.."}', "(`tag.a` NOT REGEXP '^5..$')"],
    [`x{a="it's"}`, "(`tag.a` = 'it''s')"],
    ['x{df_pod="p"}', "(`pod` = 'p')"],
    ['x{df_pod=""}', '(not exist(`pod`))'],
    ['x{df_pod!=""}', '(exist(`pod`))'],
    ['x{pod="p"}', "(`tag.pod` = 'p')"],
    ['prometheus__samples__x{tag_a="1",pod="p"}', "(`tag.a` = '1') AND (`pod` = 'p')"],
  ])('%s', (text, condition) => {
    expect(conditionsOf(samples(text))).toBe(`${window} AND ${condition}`);
  });

  it("with DeepFlow's tags where they are grouped by", () => {
    expect(samples('sum by (df_pod, code) (x)')).toContain(' as __labels_index__,`pod` FROM `x`');
  });

  it("or matched, a pod's with those above it", () => {
    expect(samples('x{df_pod_node="n"}')).toContain(' as __labels_index__,`pod_node`,`pod_ns`,`pod_cluster` FROM');
    expect(samples('sum by (code) (x{df_pod_node="n"})')).toContain(' as __labels_index__ FROM');
  });
});

describe("a metric of DeepFlow's own is aggregated by SQL", () => {
  const metric = 'flow_metrics__application__request__1m';

  it('by the labels of the aggregation', () => {
    expect(own(`sum by (auto_service, l7_protocol) (${metric}{role="1"})`)).toBe(
      `SELECT toUnixTimestamp(time) AS timestamp,\`auto_service\`,Enum(l7_protocol) as \`l7_protocol_enum\`,Sum(\`request\`) as value FROM \`application\` WHERE ${window} AND (\`role\` = 1) GROUP BY timestamp,\`auto_service\`,\`l7_protocol_enum\` ORDER BY timestamp desc LIMIT 1000000`,
    );
  });

  it('in intervals of a step', () => {
    const statement = own(`max by (auto_service) (${metric})`, 60_000);
    expect(statement).toContain(`SELECT time(time, 60, 1, 0, ${(second - 300) % 60}) AS timestamp,`);
    expect(statement).toContain('Max(`request`) as value');
  });

  it.each([
    [metric, 'unknown series'],
    [`rate(${metric}[1m])`, 'unknown series'],
    [`sum(${metric})`, 'unknown series'],
    [`sum without (pod) (${metric})`, "not support for 'without' clause for aggregation"],
    [`stdvar by (pod) (${metric})`, 'aggregation operator: stdvar is not supported yet'],
    [`quantile by (pod) (0.5, ${metric})`, 'aggregation operator: quantile is not supported yet'],
  ])('%s is refused', (text, message) => {
    expect(() => own(text)).toThrow(message);
  });
});

describe("a metric's name", () => {
  const nameOf = (text: string) => promMetric(need(text).selector.matchers);

  it.each([
    ['x', { prefix: 'deepflow', db: 'prometheus', table: 'x' }],
    ['prometheus__samples__x', { prefix: 'tag', db: 'prometheus', table: 'x' }],
    ['flow_metrics__application__rrt__1s', { prefix: 'none', db: 'flow_metrics', metric: 'rrt', precision: '1s' }],
    ['flow_log__l7_flow_log__error', { prefix: 'none', db: 'flow_log', table: 'l7_flow_log', precision: '' }],
  ])('%s', (text, expected) => {
    expect(nameOf(text)).toMatchObject(expected);
  });

  it('with an unknown database is refused', () => {
    expect(() => nameOf('nosuch__x__y')).toThrow('unknown metrics nosuch__x__y');
  });
});
