/** What a dashboard of APISIX asks, after the one that the project publishes. */
const dashboard = [
  'sum(apisix_http_requests_total)',
  'sum(rate(apisix_http_requests_total[1m]))',
  'sum(apisix_nginx_http_current_connections{state="accepted"})',
  'sum by (state) (apisix_nginx_http_current_connections)',
  'sum(rate(apisix_bandwidth{type="ingress"}[30s]))',
  'sum(rate(apisix_bandwidth{type="egress",route=~"r.*"}[1m])) by (route)',
  'sum by (code) (rate(apisix_http_status[1m]))',
  'sum by (code, route) (rate(apisix_http_status[1m]))',
  'sum by (service) (rate(apisix_http_status{service!=""}[1m]))',
  'sum by (consumer) (rate(apisix_http_status{consumer!=""}[5m]))',
  'sum(rate(apisix_http_status{code=~"5.."}[5m])) by (route) / sum(rate(apisix_http_status[5m])) by (route)',
  'sum by (route) (increase(apisix_http_status{code="200"}[5m]))',
  '100 * sum(rate(apisix_http_status{code="200"}[2m])) / sum(rate(apisix_http_status[2m]))',
  'topk(3, sum by (route) (rate(apisix_http_status[5m])))',
  'bottomk(1, sum by (type) (rate(apisix_bandwidth[5m])))',
  'histogram_quantile(0.5, sum(rate(apisix_http_latency_bucket{type="request"}[1m])) by (le))',
  'histogram_quantile(0.90, sum(rate(apisix_http_latency_bucket{type=~"request"}[5m])) by (le, route))',
  'histogram_quantile(0.95, sum(rate(apisix_http_latency_bucket{type=~"upstream"}[1m])) by (le))',
  'histogram_quantile(0.99, sum by (le, type) (rate(apisix_http_latency_bucket[5m])))',
  'histogram_quantile(0.99, apisix_http_latency_bucket)',
  'sum(rate(apisix_http_latency_sum[5m])) by (route, type) / sum(rate(apisix_http_latency_count[5m])) by (route, type)',
  'apisix_shared_dict_free_space_bytes * 100 / on (name, instance) apisix_shared_dict_capacity_bytes',
  'sum by (name) (apisix_shared_dict_free_space_bytes) / sum by (name) (apisix_shared_dict_capacity_bytes)',
  'apisix_etcd_reachable',
  'apisix_etcd_modify_indexes{key="max_modify_index"}',
  'sum(irate(apisix_http_requests_total[5m]))',
  'apisix_node_info',
  'sum(apisix_nginx_metric_errors_total)',
];

const selectors = [
  'demo_gauge',
  'demo_gauge{zone="a"}',
  'demo_gauge{zone=~"a|b"}',
  'demo_gauge{zone=~"[ab]"}',
  'demo_gauge{zone!~"[ab].*"}',
  'demo_gauge{zone!="a"}',
  'demo_gauge{extra=""}',
  'demo_gauge{extra!=""}',
  '{__name__="demo_gauge",zone="b"}',
  'demo_gauge offset 1m',
  'demo_gauge offset -1m',
  'demo_gauge @ 1755850300',
  'demo_gauge @ 1755850300 offset 1m',
  'demo_gauge @ start()',
  'demo_gauge @ end()',
  'demo_gap_total',
  'demo_once',
  'demo_young_total',
  'demo_young_total{method="GET"}',
];

const ranges = ['30s', '1m', '5m', '20m'];
const counters = ['demo_resets_total', 'demo_gap_total', 'demo_sparse_total', 'demo_young_total', 'demo_huge_total'];

const rates = ['rate', 'increase', 'irate'].flatMap((name) =>
  counters.flatMap((counter) => ranges.map((range) => `${name}(${counter}[${range}])`)),
);

const ofRange = [
  ...['delta', 'idelta', 'deriv', 'changes', 'resets'],
  ...['avg', 'sum', 'min', 'max', 'count', 'last', 'present', 'stddev', 'stdvar'].map((name) => `${name}_over_time`),
].flatMap((name) => [`${name}(demo_gauge[2m])`, `${name}(demo_gap_total[7m] offset 1m)`]);

const aggregations = ['sum', 'avg', 'min', 'max', 'count', 'group', 'stddev', 'stdvar'].flatMap((op) => [
  `${op}(demo_gauge)`,
  `${op} by (zone) (demo_gauge)`,
  `${op} without (zone, instance) (demo_gauge)`,
  `${op} by (type, nosuch) (apisix_bandwidth)`,
]);

const operators = ['+', '-', '*', '/', '%', '^', 'atan2'].flatMap((op) => [
  `demo_gauge ${op} 3`,
  `2 ${op} demo_gauge`,
  `demo_gauge ${op} on (zone) demo_limit`,
]);

const comparisons = ['==', '!=', '<', '<=', '>', '>='].flatMap((op) => [
  `demo_gauge ${op} 0`,
  `1 ${op} demo_gauge`,
  `demo_gauge ${op} bool 0`,
  `demo_gauge ${op} on (zone) demo_limit`,
  `demo_gauge ${op} bool on (zone) demo_limit`,
  `1 ${op} bool 2`,
]);

const matching = [
  'demo_gauge * ignoring (extra) demo_gauge',
  'demo_gauge * on (zone) group_left (owner) demo_info',
  'demo_info * on (zone) group_right (owner, version) demo_gauge',
  'demo_gauge > on (zone) group_left demo_limit',
  'demo_limit < bool on (zone) group_right demo_gauge',
  'demo_gauge and on (zone) demo_limit',
  'demo_gauge or demo_limit',
  'demo_gauge unless on (zone) demo_limit',
  'demo_gauge or on (zone) demo_info',
  'sum(demo_gauge) / ignoring (zone) group_right demo_gauge',
  'demo_gauge + on (job) demo_limit',
  'demo_gauge{zone="z"} * on (job) demo_limit',
  'apisix_http_status + on (route) group_left apisix_bandwidth',
];

const functions = [
  ...['abs', 'ceil', 'floor', 'exp', 'sqrt', 'ln', 'log2', 'log10', 'sgn', 'deg', 'rad', 'sin', 'atan', 'round'].map(
    (name) => `${name}(demo_gauge)`,
  ),
  'round(demo_gauge, 0.5)',
  'clamp(demo_gauge, -1, 1)',
  'clamp(demo_gauge, 1, -1)',
  'clamp_min(demo_gauge, 0)',
  'clamp_max(demo_gauge, 0)',
  'absent(demo_gauge)',
  'absent(demo_gauge{zone="z",job=~"x"})',
  'absent_over_time(demo_once[1m])',
  'scalar(demo_small)',
  'scalar(demo_gauge)',
  'vector(1)',
  'vector(time())',
  'time()',
  'pi()',
  'timestamp(demo_sparse_total)',
  'timestamp(demo_sparse_total + 0)',
  'hour()',
  'minute(vector(1755850123))',
  'day_of_week()',
  'days_in_month(vector(1755850123))',
  'day_of_year()',
  'month()',
  'year()',
  'sort(demo_gauge)',
  'sort_desc(demo_gauge)',
  'label_replace(demo_gauge, "place", "zone-$1", "zone", "(.*)")',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: Go's way to name a group.
  'label_replace(demo_gauge, "place", "${1}x", "zone", "([ab])")',
  'label_replace(demo_gauge, "zone", "", "zone", ".*")',
  'label_join(demo_gauge, "both", "-", "zone", "job")',
  'quantile(0.3, demo_gauge)',
  'quantile by (job) (1.2, demo_gauge)',
  'quantile_over_time(0.7, demo_gauge[5m])',
  'count_values("value", demo_limit)',
  'count_values by (zone) ("value", demo_info)',
  'predict_linear(demo_gauge[5m], 3600)',
  'topk(2, demo_gauge)',
  'topk by (job) (1, demo_gauge)',
  'bottomk(3, demo_gauge)',
  'topk(0, demo_gauge)',
  'histogram_quantile(-1, apisix_http_latency_bucket)',
  'histogram_quantile(2, apisix_http_latency_bucket)',
  'histogram_quantile(0.5, demo_gauge)',
];

const literals = [
  '1',
  '-1',
  '1.5e3',
  '0x1F',
  '.5',
  'Inf',
  '-Inf',
  'NaN',
  '-2^2',
  '2^-1',
  '2 ^ 3 ^ 2',
  '1 - -2',
  '7 % -4',
  '(1)',
];

const precedence = [
  '1 + 2 * 3 ^ 2 - 4 / 2',
  '-demo_gauge',
  '+demo_gauge',
  '-demo_gauge ^ 2',
  'demo_gauge * 2 > 1 and demo_gauge < 20',
  'demo_gauge > 0 or demo_gauge < -5 unless demo_gauge == 0',
  'sum(demo_gauge > 0) + count(demo_gauge) * 2',
  'demo_gauge / 0',
  '0 / 0 * demo_gauge',
  // What follows an operand belongs to it alone.
  'demo_gauge - demo_gauge offset 1m',
  '1 - demo_gauge offset 1m / demo_gauge offset 2m',
  'demo_gauge + demo_gauge @ 1755850300 * 2 ^ 2',
  'demo_gauge and demo_gauge offset 5m > 0',
  '-demo_gauge offset 1m',
  'demo_gauge > bool -1 - demo_gauge offset 30s',
  'sum(apisix_http_requests_total) - sum(apisix_http_requests_total offset 5m) > 0',
  'max_over_time(demo_gauge[2m]) - min_over_time(demo_gauge[2m:30s] offset 1m)',
];

/** Numbers that rounding spoils unless they are added up with care. */
const rounding = [
  ...['stddev', 'stdvar', 'avg', 'sum'].map((name) => `${name}_over_time(demo_huge_total[20m])`),
  'predict_linear(demo_huge_total[20m], 600)',
  'histogram_quantile(1, sum by (le) (rate(apisix_http_latency_bucket[90s])))',
];

const subqueries = [
  'max_over_time(demo_gauge[5m:1m])',
  'max_over_time(rate(demo_resets_total[1m])[5m:30s])',
  'avg_over_time(sum by (zone) (demo_gauge)[3m:])',
  'rate(demo_resets_total[5m:15s] offset 1m)',
  'sum_over_time(demo_gauge[2m:20s] @ 1755850600)',
  'max_over_time(max_over_time(demo_gauge[1m:15s])[4m:1m])',
];

const refused = [
  'sum(',
  'demo_gauge{',
  'rate(demo_gauge)',
  'sum(demo_gauge[5m])',
  '1 == 2',
  'demo_gauge + "x"',
  '{zone=~".*"}',
  'demo_gauge[5m] offset',
  'nosuchfunction(demo_gauge)',
  'topk(demo_gauge)',
  'demo_gauge and 1',
  'demo_gauge + bool demo_limit',
  'demo_gauge[0s]',
  'abs()',
  'label_replace(demo_gauge, "place", "x", "zone", "(")',
  'demo_gauge{zone=~"("}',
  'demo_gauge * on (zone) group_left (zone) demo_info',
  'demo_gauge and on (zone) group_left demo_info',
  '',
  '# nothing',
  '* demo_gauge',
  '(demo_gauge))',
  'demo_gauge demo_limit',
  'demo_gauge}',
  'demo_gauge]',
  'demo_gauge{zone}',
  'demo_gauge{zone=}',
  'demo_gauge{zone="a" job="x"}',
  'demo_gauge{,}',
  'demo_gauge{"zone"="a"}',
  'demo_gauge{zone!"a"}',
  'demo_gauge{__name__="x"}',
  'demo_gauge[5]',
  'demo_gauge[5x]',
  'demo_gauge[5m 5m]',
  'demo_gauge[5m:1m 1m]',
  'max_over_time(-demo_gauge[5m:1m])',
  'sum(demo_gauge) + sum(demo_gauge) offset 5m',
  'demo_gauge + 2[5m:1m]',
  'demo_gauge offset 5',
  'demo_gauge @ demo_limit',
  'demo_gauge on (zone) demo_limit',
  'demo_gauge start',
  'sum by zone (demo_gauge)',
  'sum by (,) (demo_gauge)',
  'sum(rate(demo_gauge demo_limit))',
  'topk(1, )',
  'demo_gauge == bool',
  'demo_gauge ; 1',
  'demo_gauge + é',
  '"never closed',
  'demo_gauge{zone="\\q"}',
  '1a',
  '5m',
  '1..2',
];

/** Expressions that DeepFlow and Prometheus answer alike, given the same samples. */
export const expressions: readonly string[] = [
  ...dashboard,
  ...selectors,
  ...rates,
  ...ofRange,
  ...aggregations,
  ...operators,
  ...comparisons,
  ...matching,
  ...functions,
  ...literals,
  ...precedence,
  ...rounding,
  ...subqueries,
  ...refused,
];

/** Expressions that DeepFlow answers otherwise, and why; one that is answered alike fails the run. */
export const deviations: readonly { expression: string; reason: string }[] = [
  {
    expression: 'demo_gauge{zone!~"a|b"}',
    reason: 'becomes zone != a OR zone != b, which every series fits (converters.go getLabelMatcher)',
  },
  {
    expression: 'demo_gauge{extra!="x"}',
    reason: 'a series without the label does not count as different: its value has no row in the dictionary',
  },
  {
    expression: 'demo_gauge{nosuch!="x"}',
    reason: 'a label that no series ever had fits nothing but an empty value',
  },
  {
    expression: 'demo_info{owner=~"x.|a"}',
    reason: 'the pattern is anchored without a group around its alternatives (converters.go appendRegexRules)',
  },
  {
    expression: 'demo_young_total{path="/a b\\"c\\\\d"}',
    reason: 'a backslash in a value is not escaped in the SQL made of it (converters.go escapeSingleQuote)',
  },
  { expression: 'absent(nosuch_metric)', reason: 'a metric nobody wrote makes the whole answer an empty vector' },
  { expression: 'demo_gauge or nosuch_metric', reason: 'likewise' },
];
