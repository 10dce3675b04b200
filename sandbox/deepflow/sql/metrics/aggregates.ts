import { byName } from '@/sandbox/deepflow/sql/by-name';
import { EnginePanic } from '@/sandbox/deepflow/sql/errors';
import { clampToOne, divideOrNull, type Fragment, fragment } from '@/sandbox/deepflow/sql/metrics/fragment';
import type { Metric } from '@/sandbox/deepflow/sql/metrics/metric';
import { coveredSeconds, type TimeRange } from '@/sandbox/deepflow/sql/time-range';

/** ClickHouse's name of each aggregate. */
const clickhouseNames = byName<string>({
  Sum: 'SUM',
  Max: 'MAX',
  Min: 'MIN',
  Avg: 'Avg',
  AAvg: 'AVG',
  Percentile: 'quantile',
  PercentileExact: 'quantileExact',
  Stddev: 'stddevPopStable',
  Count: 'COUNT',
  Uniq: 'uniq',
  UniqExact: 'uniqExact',
  Last: 'last_value',
  TopK: 'topK',
  Any: 'any',
});

export type AggregateCall = {
  name: string;
  metric: Metric;
  /** Arguments after the metric, as ClickHouse text. */
  args: readonly string[];
  /**
   * In a statement that derives: m and the tags of `f(Derivative(m, tag…))`, as written; empty for a function of something
   * else, of which the real engine dies where m is a counter or a gauge.
   */
  derivative?: readonly string[];
};

type Options = {
  condition?: string;
  /** Zeros of delays mean "not measured". */
  ignoreZero?: boolean;
  /** The values stand in an array that the inner query collected. */
  inArray?: boolean;
  parameters?: readonly string[];
};

function call(name: string, field: string, options: Options = {}): string {
  const { condition = '', ignoreZero = false, inArray = false, parameters = [] } = options;
  const parameterText = parameters.length === 0 ? '' : `(${parameters.join(', ')})`;
  const functionName = clickhouseNames[name] ?? name;
  if (inArray) {
    const values = ignoreZero ? `arrayFilter(x -> x>0, ${field})` : field;
    return `${functionName}Array${parameterText}(${values})`;
  }
  const conditions = [condition, ignoreZero ? `${field} > 0` : ''].filter((part) => part !== '');
  if (conditions.length === 0) {
    return `${functionName}${parameterText}(${field})`;
  }
  return `${functionName}If${parameterText}(${field}, ${conditions.join(' AND ')})`;
}

/** Parameters in front of the aggregate's argument: the level of a percentile, the size of a TopK. */
function parametersOf({ name, args }: AggregateCall): readonly string[] {
  if (name === 'TopK') {
    return [...args.slice(-1), '3', "'counts'"];
  }
  return ['Any', 'Uniq', 'UniqExact'].includes(name) ? [] : args;
}

/** Mean of a quotient: sum over sum, for `1 - x/y` likewise. */
function meanOfRatio(ratio: NonNullable<Metric['ratio']>, isShare: boolean, onlyPositive: boolean): string {
  const { dividend } = ratio;
  const divisor = onlyPositive ? `SUMIf(${ratio.divisor}, ${ratio.divisor}>0)` : `SUM(${ratio.divisor})`;
  const quotient = divideOrNull(`SUM(${dividend})`, divisor, isShare);
  return ratio.complement ? `minus(1, ${quotient})` : quotient;
}

const withoutSigns = (text: string) => text.replaceAll('`', '');

/**
 * The name that the engine gives a computed column: function, fields, parameters and condition in lower case words. It
 * shows where an expression in parentheses has no alias.
 */
function nameOf(name: string, field: string, parameters: readonly string[] = [], condition = ''): string {
  const parts = [(clickhouseNames[name] ?? name).toLowerCase(), withoutSigns(field).replaceAll("'", ''), ...parameters];
  return [...parts, ...(condition === '' ? [] : [condition])].map(withoutSigns).join('_');
}

/** An aggregate computed by one SELECT over the stored rows. */
export function directAggregate(aggregate: AggregateCall, time: TimeRange): Fragment {
  const { name, metric } = aggregate;
  const id = nameOf(name, name === 'Avg' ? metric.expression : fieldOf(aggregate), aggregate.args, metric.condition);
  const math = metric.type === 'percentage' && name !== 'Apdex' ? '*100' : '';
  const isDelay = metric.type === 'delay';
  if (name === 'Avg') {
    if (metric.type === 'counter' || metric.type === 'gauge') {
      const steps = `(${coveredSeconds(time)}/${time.sourceInterval})`;
      return fragment(`sum(${metric.expression})/${steps}`, id, 'AVG');
    }
    if (metric.ratio !== null && metric.type !== 'bounded_gauge') {
      return fragment(`${meanOfRatio(metric.ratio, metric.type === 'percentage', true)}${math}`, id, 'AVG');
    }
    const sql = call('AAvg', metric.expression, { ignoreZero: isDelay, condition: metric.condition });
    return fragment(`${sql}${math}`, id, 'AVG');
  }
  const options: Options = {
    ignoreZero: isDelay,
    condition: metric.condition,
    parameters: parametersOf(aggregate),
  };
  return fragment(`${applied(aggregate, fieldOf(aggregate), options)}${math}`, id, name);
}

function fieldOf({ name, metric }: AggregateCall): string {
  if (name === 'Count') {
    return '1';
  }
  if ((name === 'Max' || name === 'Min') && metric.expression === 'time') {
    return 'toUnixTimestamp(time)';
  }
  if (metric.type === 'percentage' && metric.ratio !== null) {
    const share = clampToOne(`${metric.ratio.dividend}/${metric.ratio.divisor}`);
    return metric.ratio.complement ? `1 - ${share}` : share;
  }
  return metric.expression;
}

/** The function itself, where it is not one aggregate of ClickHouse. */
function applied({ name, args }: AggregateCall, field: string, options: Options, minimum?: string): string {
  const without = { ...options, parameters: [] };
  const least = minimum ?? call('Min', field, without);
  switch (name) {
    case 'Min':
      return least;
    case 'Spread':
      return `minus(${call('Max', field, without)}, ${least})`;
    case 'Rspread':
      return `divide(${call('Max', field, without)}+1e-15, ${least}+1e-15)`;
    case 'Apdex':
      if (args[0] === undefined) {
        throw new EnginePanic('runtime error: index out of range [0] with length 0');
      }
      return options.inArray === true ? apdexOfArray(field, args[0] ?? '') : apdex(field, args[0] ?? '');
    case 'nonNegativeDerivative':
      throw new EnginePanic('runtime error: index out of range [0] with length 0');
    default:
      return call(name, field, options);
  }
}

function apdex(field: string, target: string): string {
  const satisfied = `SUM(if(${field}<=${target},1,0))`;
  const tolerated = `SUM(if(${target}<${field} AND ${field}<=${target}*4,0.5,0))`;
  return `if(COUNT()>0, divide(plus(${satisfied}, ${tolerated}), COUNT()), null)*100`;
}

function apdexOfArray(field: string, target: string): string {
  const satisfied = `COUNTArray(arrayFilter(x -> (x <= ${target} AND 0 < x), ${field}))`;
  const tolerated = `COUNTArray(arrayFilter(x -> ((${target} < x) AND (x <= (${target} * 4))), ${field}))`;
  const all = `COUNTArray(arrayFilter(x -> x>0, ${field}))`;
  return `if(${all}>0, divide(plus(${satisfied}, divide(${tolerated}, 2)), ${all}), null)*100`;
}

function nameOfRatio(ratio: Metric['ratio'], expression: string): string {
  if (ratio === null) {
    return nameOf('Sum', expression);
  }
  const quotient = `div__${nameOf('Sum', ratio.dividend)}__${nameOf('Sum', ratio.divisor)}`;
  return ratio.complement ? `minus_1__${quotient}` : quotient;
}

/**
 * The inner half of a layered aggregate: one value (or an array of them) per interval of the source. `id` is the name by
 * which the outer half asks for it; a derivative gets another one where its metric is a formula, and ClickHouse refuses.
 */
export function innerAggregate(aggregate: AggregateCall): Fragment & { alias: string } {
  const derived = derivativeOf(aggregate);
  if (derived !== null) {
    return derived;
  }
  const inner = innerValue(aggregate);
  return { ...inner, alias: inner.id };
}

function derivativeOf({
  metric: { type, expression },
  derivative,
}: AggregateCall): ReturnType<typeof innerAggregate> | null {
  if (derivative === undefined || (type !== 'counter' && type !== 'gauge')) {
    return null;
  }
  const [field, ...within] = derivative;
  if (field === undefined) {
    throw new EnginePanic('runtime error: index out of range [0] with length 0');
  }
  const sql = `nonNegativeDerivative(last_value(${field}),_time) OVER (PARTITION BY ${within.join(',')} ORDER BY _time)`;
  const written = derivative.map((text) => text.replace(/^`+|`+$/g, ''));
  const id = `_${nameOf('nonNegativeDerivative', expression, within)}`;
  return { ...fragment(sql, id), alias: `_nonnegativederivative_${written.join('_')}` };
}

function innerValue(aggregate: AggregateCall): Fragment {
  const { name, metric } = aggregate;
  const { expression, ratio } = metric;
  switch (metric.type) {
    case 'counter':
    case 'gauge':
      return fragment(`SUM(${expression})`, `_${nameOf('Sum', expression)}`);
    case 'other':
      return fragment('COUNT(1)', '_count_1');
    case 'percentage':
    case 'quotient': {
      const isShare = metric.type === 'percentage';
      const sql = ratio === null ? `SUM(${expression})` : meanOfRatio(ratio, isShare, false);
      return fragment(sql, `_${nameOfRatio(ratio, expression)}`);
    }
    case 'tag': {
      const sql = call('groupArray', expression, { condition: metric.condition });
      return fragment(sql, `_${nameOf('groupArray', expression, [], metric.condition)}`);
    }
    case 'delay':
    case 'bounded_gauge': {
      if (name === 'Max' || name === 'Min') {
        const field = expression === 'time' ? 'toUnixTimestamp(time)' : expression;
        return fragment(call(name, field, { ignoreZero: true }), `_${nameOf(name, field)}`);
      }
      if (name === 'Avg') {
        const sql = ratio === null ? call('Avg', expression, { ignoreZero: true }) : meanOfRatio(ratio, false, false);
        return fragment(sql, ratio === null ? `_${nameOf('Avg', expression)}` : `_${nameOfRatio(ratio, expression)}`);
      }
      const sql = call('groupArray', expression, { ignoreZero: true });
      return fragment(sql, `_${nameOf('groupArray', expression)}`);
    }
  }
}

/** The outer half, over the inner column `field`. */
export function outerAggregate(aggregate: AggregateCall, field: string, time: TimeRange): Fragment {
  const { metric } = aggregate;
  const name = aggregate.name === 'Count' ? 'Sum' : aggregate.name === 'Avg' ? 'AAvg' : aggregate.name;
  const isDelay = metric.type === 'delay' || metric.type === 'bounded_gauge';
  const fillsNull = ['counter', 'gauge', 'percentage'].includes(metric.type);
  const keepsValue = ['Avg', 'Max', 'Min'].includes(aggregate.name);
  const options: Options = {
    ignoreZero: isDelay,
    inArray: metric.type === 'tag' || (isDelay && !keepsValue),
    parameters: parametersOf(aggregate),
  };
  const steps = Math.trunc(coveredSeconds(time) / time.sourceInterval);
  const minimum = fillsNull ? `if(count(${field})=${steps}, min(${field}), 0)` : undefined;
  const math = metric.type === 'percentage' && name !== 'Apdex' ? '*100' : '';
  const sql = `${applied({ ...aggregate, name }, field, options, minimum)}${math}`;
  return fragment(sql, nameOf(name, field, aggregate.args), aggregate.name === 'Avg' ? 'AVG' : name);
}
