import type { MetricType } from '@/sandbox/deepflow/sql/metrics/metric';

const measured: readonly MetricType[] = ['counter', 'gauge', 'delay', 'percentage', 'quotient', 'bounded_gauge'];

export type MetricFunction = {
  name: string;
  /** 1 aggregates, 3 arithmetic: the numbers of `show metrics functions`. */
  kind: 1 | 3;
  supports: readonly MetricType[] | null;
  /** `$unit` stands for the metric's own unit. */
  unit: string;
  extraArguments: number;
  takesOperators: boolean;
  valueType: 'Number' | 'String';
};

function aggregate(
  name: string,
  supports: readonly MetricType[],
  options: Partial<Omit<MetricFunction, 'name' | 'supports'>> = {},
): MetricFunction {
  return {
    name,
    kind: 1,
    supports,
    unit: '$unit',
    extraArguments: 0,
    takesOperators: true,
    valueType: 'Number',
    ...options,
  };
}

const listed: readonly MetricFunction[] = [
  aggregate('Avg', measured),
  aggregate('AAvg', measured),
  aggregate('Sum', ['counter']),
  aggregate('Max', measured),
  aggregate('Min', measured),
  aggregate('Percentile', measured, { extraArguments: 1 }),
  aggregate('PercentileExact', measured, { extraArguments: 1 }),
  aggregate('Spread', measured),
  aggregate('Rspread', measured, { unit: '' }),
  aggregate('Stddev', measured),
  aggregate('Apdex', ['delay'], { unit: '%', extraArguments: 1 }),
  aggregate('Uniq', ['tag'], { takesOperators: false }),
  aggregate('UniqExact', ['tag'], { takesOperators: false }),
  { ...aggregate('Percentage', [], { kind: 3, unit: '%' }), supports: null },
  { ...aggregate('PerSecond', [], { kind: 3, unit: '$unit/s' }), supports: null },
  { ...aggregate('Histogram', [], { kind: 3, unit: '', extraArguments: 1 }), supports: null },
  aggregate('Last', measured, { unit: '' }),
  aggregate('Count', ['other']),
  aggregate('TopK', ['tag'], { extraArguments: 1, takesOperators: false, valueType: 'String' }),
  aggregate('Any', ['tag'], { takesOperators: false, valueType: 'String' }),
];

/** Functions that `show metrics functions` lists, in its order. */
export const metricFunctions: readonly MetricFunction[] = listed;

const unlisted = [
  aggregate('nonNegativeDerivative', ['counter']),
  aggregate('countDistinct', ['tag'], { takesOperators: false }),
];

const byName = new Map([...listed, ...unlisted].map((fn) => [fn.name, fn]));

export function findFunction(name: string): MetricFunction | undefined {
  return byName.get(name);
}

export const mathFunctions: ReadonlySet<string> = new Set(['/', '+', '-', '*', 'Percentage', 'PerSecond', 'Histogram']);

/** Functions that one SELECT computes right from the stored rows; any other makes the whole query two-layered. */
const oneLayer: Readonly<Record<MetricType, readonly string[]>> = {
  counter: ['Sum', 'Avg'],
  gauge: ['Avg'],
  bounded_gauge: ['Avg', 'AAvg', 'Max', 'Min', 'Last', 'Percentile', 'PercentileExact'],
  delay: ['Avg', 'AAvg', 'Max', 'Min', 'Last', 'Percentile', 'PercentileExact'],
  percentage: ['Avg'],
  quotient: ['Avg'],
  tag: ['Uniq', 'UniqExact'],
  other: ['Count'],
};

/** Whether a function of a metric needs the inner query per interval; rows of flow_log never do. */
export function needsLayers(name: string, type: MetricType, db: string): boolean {
  return db !== 'flow_log' && !oneLayer[type].includes(name);
}
