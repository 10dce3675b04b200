import { type Expr, type Matcher, metricNameLabel, PromqlError } from '@/sandbox/deepflow/promql/ast';
import { matchesEmpty } from '@/sandbox/deepflow/promql/check';
import { numberText } from '@/sandbox/deepflow/promql/format';
import { compareLabels, type Labels, labelsKey, sorted } from '@/sandbox/deepflow/promql/labels';
import { parseMatchers, parsePromql } from '@/sandbox/deepflow/promql/parse';
import type { Need } from '@/sandbox/deepflow/promql/plan';
import { type Answered, queryInstant, queryRange } from '@/sandbox/deepflow/promql/query';
import { isOwnMetric, promMetric } from '@/sandbox/deepflow/querier/prom-metric';
import { promMetricNames } from '@/sandbox/deepflow/querier/prom-names';
import { countOf, stepOf, teamsOf, timeOf, truthOf } from '@/sandbox/deepflow/querier/prom-parameters';
import { RateLimit } from '@/sandbox/deepflow/querier/prom-rate-limit';
import { PromReader, type PromSources } from '@/sandbox/deepflow/querier/prom-reader';
import { type Answer, jsonAnswer, panicAnswer } from '@/sandbox/deepflow/querier/query-api';
import { EnginePanic, QueryError } from '@/sandbox/deepflow/sql/errors';

/** server.yaml prometheus.series-limit. */
const seriesLimit = 500;

const failure = (error: string) => jsonAnswer(500, { status: 'fail', error });
const nothing = { resultType: 'vector', result: [] };

/** Reading failed under the engine, which says so before the cause. */
class ReadError extends Error {
  readonly reason: Error;

  constructor(reason: Error) {
    super(`expanding series: ${reason.message}`);
    this.reason = reason;
  }
}

/** PromQL over DeepFlow's storage: what `/prom/api/v1` answers. Parameters come from the URL or a form. */
export class PromApi {
  readonly #sources: PromSources;
  readonly #limit: RateLimit;

  constructor(sources: PromSources, limit = new RateLimit()) {
    this.#sources = sources;
    this.#limit = limit;
  }

  /** Whether one more query may come now; above the limit the answer is 429 without a body. */
  admits(): boolean {
    return this.#limit.take();
  }

  /** `query`: an expression at one moment. */
  query(parameters: URLSearchParams, organisation = '1'): Promise<Answer> {
    return this.#answer(async () => {
      const reader = this.#reader(parameters, organisation);
      const time = timeOf(parameters.get('time') ?? '');
      const expr = withCountsSummed(parsePromql(parameters.get('query') ?? ''));
      const answered = await queryInstant(expr, time, reading(reader));
      return this.#success(parameters, dataOf(answered), reader);
    });
  }

  /** `query_range`: an expression at each step. */
  queryRange(parameters: URLSearchParams, organisation = '1'): Promise<Answer> {
    return this.#answer(async () => {
      const reader = this.#reader(parameters, organisation);
      const startMs = timeOf(parameters.get('start') ?? '');
      const endMs = timeOf(parameters.get('end') ?? '');
      const stepMs = stepOf(parameters.get('step') ?? '');
      const expr = withCountsSummed(parsePromql(parameters.get('query') ?? ''));
      const answered = await queryRange(expr, { startMs, endMs, stepMs }, reading(reader), this.#sources.signal);
      return this.#success(parameters, dataOf(answered), reader);
    });
  }

  /** `series`: the labels of the series that match, with DeepFlow's tags. */
  series(parameters: URLSearchParams, organisation = '1'): Promise<Answer> {
    return this.#answer(async () => {
      const ofTeams = new URLSearchParams({ 'block-team-id': parameters.get('block-team-id') ?? '' });
      const reader = this.#reader(ofTeams, organisation);
      const startMs = timeOf(parameters.get('start') ?? '');
      const endMs = timeOf(parameters.get('end') ?? '');
      const sets = parameters.getAll('match[]').map(parseMatchers);
      if (sets.some((matchers) => matchers.every(({ type, value }) => matchesEmpty(type, value)))) {
        throw new PromqlError('match[] must contain at least one non-empty matcher');
      }
      if (sets.length === 0) {
        // The querier looks at the first one before it asks whether there is any.
        return panicAnswer(new EnginePanic('runtime error: index out of range [0] with length 0'));
      }
      const found = new Map<string, Labels>();
      for (const matchers of sets) {
        for (const labels of await reader.series(needOf(matchers, startMs, endMs))) {
          found.set(labelsKey(labels), labels);
        }
      }
      const all = [...found.values()].sort(compareLabels).map(labelsObject);
      return jsonAnswer(200, { status: 'success', data: all });
    });
  }

  /** `label/…/values`: only the metrics' names are known; any other label has the body `null`. */
  labelValues(label: string, parameters: URLSearchParams): Promise<Answer> {
    return this.#answer(async () => {
      teamsOf(parameters.get('block-team-id'));
      return this.#valuesOf(label);
    });
  }

  #valuesOf(label: string): Answer {
    if (label !== metricNameLabel) {
      return jsonAnswer(200, null);
    }
    return jsonAnswer(200, { status: '', data: promMetricNames(this.#sources.numbers.metricNames()) });
  }

  #reader(parameters: URLSearchParams, organisation: string): PromReader {
    return new PromReader(this.#sources, {
      slimit: countOf(parameters.get('slimit'), seriesLimit),
      organisation,
      blockedTeams: teamsOf(parameters.get('block-team-id')),
    });
  }

  /** The statements are shown unless `debug` says no; where nothing was read there are none to show. */
  #success(parameters: URLSearchParams, data: unknown, { stats }: PromReader): Answer {
    const shown = truthOf(parameters.get('debug'), true) && stats.length > 0 ? { stats } : {};
    return jsonAnswer(200, { status: 'success', data, ...shown });
  }

  async #answer(work: () => Promise<Answer>): Promise<Answer> {
    try {
      return await work();
    } catch (error) {
      const reason = error instanceof ReadError ? error.reason : error;
      if (reason instanceof QueryError && reason.optStatus === 'RESOURCE_NOT_FOUND') {
        return jsonAnswer(200, { status: 'success', data: nothing });
      }
      if (reason instanceof RangeError) {
        return failure('the expression is nested too deeply for the sandbox');
      }
      if (reason instanceof PromqlError || reason instanceof QueryError || reason instanceof EnginePanic) {
        return failure((error as Error).message);
      }
      throw error;
    }
  }
}

function reading(reader: PromReader) {
  return async (need: Need, stepMs: number) => {
    try {
      return await reader.read(need, stepMs);
    } catch (error) {
      throw error instanceof Error ? new ReadError(error) : error;
    }
  };
}

function needOf(matchers: readonly Matcher[], startMs: number, endMs: number): Need {
  const selector = { kind: 'selector', from: 0, matchers, offsetMs: 0, at: null } as const;
  return { selector, startMs, endMs, func: 'series', grouping: null };
}

/** The database counts the rows of DeepFlow's own metrics; the engine then adds these counts (converters.go). */
function withCountsSummed(expr: Expr): Expr {
  if (expr.kind !== 'aggregate' || expr.op !== 'count' || expr.inner.kind !== 'selector') {
    return expr;
  }
  return isOwnMetric(promMetric(expr.inner.matchers)) ? { ...expr, op: 'count_of_rows' } : expr;
}

function labelsObject(labels: Labels): Record<string, string> {
  return Object.fromEntries(sorted(labels));
}

function dataOf(answered: Answered): { resultType: string; result: unknown } {
  switch (answered.type) {
    case 'scalar':
      return { resultType: 'scalar', result: [answered.timeMs / 1000, numberText(answered.value)] };
    case 'string':
      return { resultType: 'string', result: [answered.timeMs / 1000, answered.value] };
    case 'vector':
      return {
        resultType: 'vector',
        result: answered.samples.map(({ labels, value }) => ({
          metric: labelsObject(labels),
          value: [answered.timeMs / 1000, numberText(value)],
        })),
      };
    case 'matrix':
      return {
        resultType: 'matrix',
        result: answered.series.map(({ labels, points }) => ({
          metric: labelsObject(labels),
          values: points.map(([timeMs, value]) => [timeMs / 1000, numberText(value)]),
        })),
      };
  }
}
