/** Kinds of metrics, with the numbers that `show metrics` reports. */
export const metricTypes = {
  counter: 1,
  gauge: 2,
  delay: 3,
  percentage: 4,
  quotient: 5,
  tag: 6,
  other: 8,
  bounded_gauge: 9,
} as const;

export type MetricType = keyof typeof metricTypes;

export function metricTypeOf(number: number): MetricType | undefined {
  return (Object.keys(metricTypes) as MetricType[]).find((name) => metricTypes[name] === number);
}

export type Metric = {
  type: MetricType;
  unit: string;
  /** The ClickHouse expression of one row. */
  expression: string;
  /** Set where the expression is a quotient (or 1 minus one): aggregates then divide sums. */
  ratio: Ratio | null;
  /** Rows that an aggregate may use; empty for all. */
  condition: string;
  /** Type of the tag where the metric is one. */
  tagType: string;
  /** Column that Uniq counts instead of the expression. */
  group: string;
  /** Name by which the tag was asked where it is a resource's id. */
  idOf: string;
};

export type Ratio = { dividend: string; divisor: string; complement: boolean };

const plain = { ratio: null, condition: '', tagType: '', group: '', idOf: '' };

export function metric(type: MetricType, unit: string, expression: string, condition = ''): Metric {
  return { ...plain, type, unit, expression, condition };
}

export function ratioMetric(type: MetricType, unit: string, ratio: Ratio, condition = ''): Metric {
  const quotient = `${ratio.dividend}/${ratio.divisor}`;
  return { ...plain, type, unit, expression: ratio.complement ? `1 - ${quotient}` : quotient, ratio, condition };
}

export function tagMetric(expression: string, tagType: string, group: string): Metric {
  return { ...plain, type: 'tag', unit: '', expression, tagType, group };
}
