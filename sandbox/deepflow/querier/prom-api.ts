import { type Answer, jsonAnswer } from '@/sandbox/deepflow/querier/query-api';

/** What a PromQL expression evaluates to at one moment, or over a range. */
export type PromResult =
  | { resultType: 'scalar'; result: [number, string] }
  | { resultType: 'vector'; result: [] }
  | { resultType: 'matrix'; result: { metric: Record<string, string>; values: [number, string][] }[] };

const failure = (error: string) => jsonAnswer(500, { status: 'fail', error });
const success = (data: PromResult) => jsonAnswer(200, { status: 'success', data });

const numberPattern = /^[+-]?(?:\d+\.?\d*(?:e[+-]?\d+)?|\.\d+(?:e[+-]?\d+)?|0x[\da-f]+|inf|nan)$/i;
const metricName = /^[a-z_:][\w:]*(?:\{[^{}]*\})?$/i;

function numberText(literal: string): string {
  const text = literal.toLowerCase();
  if (text.endsWith('inf')) {
    return text.startsWith('-') ? '-Inf' : '+Inf';
  }
  return text.endsWith('nan') ? 'NaN' : String(Number(text));
}

function seconds(value: string | null): number | null {
  if (value === null || value === '') {
    return null;
  }
  const number = Number(value);
  const parsed = Number.isFinite(number) ? number : Date.parse(value) / 1000;
  return Number.isFinite(parsed) ? parsed : null;
}

/** Answers `/prom/api/v1/query`: numbers, and metrics that nothing has written yet. */
export function answerPromQuery(parameters: URLSearchParams): Answer {
  const query = (parameters.get('query') ?? '').trim();
  const asked = parameters.get('time');
  const time = asked === null || asked === '' ? Date.now() / 1000 : seconds(asked);
  if (time === null) {
    return failure(`cannot parse "${asked}" to a valid timestamp`);
  }
  if (numberPattern.test(query)) {
    return success({ resultType: 'scalar', result: [time, numberText(query)] });
  }
  return withoutSamples(query);
}

/** Answers `/prom/api/v1/query_range`; a metric without samples is an empty vector even here. */
export function answerPromRange(parameters: URLSearchParams): Answer {
  const query = (parameters.get('query') ?? '').trim();
  const start = seconds(parameters.get('start'));
  const end = seconds(parameters.get('end'));
  const step = seconds(parameters.get('step'));
  if (start === null || end === null || step === null || step <= 0) {
    return failure('start, end and step have to be numbers, and step above 0');
  }
  if (!numberPattern.test(query)) {
    return withoutSamples(query);
  }
  const count = Math.floor((end - start) / step) + 1;
  if (count > 11_000) {
    return failure('exceeded maximum resolution of 11,000 points per timeseries');
  }
  const values = Array.from({ length: Math.max(0, count) }, (_, index): [number, string] => [
    start + index * step,
    numberText(query),
  ]);
  return success({ resultType: 'matrix', result: [{ metric: {}, values }] });
}

function withoutSamples(query: string): Answer {
  if (query === '') {
    return failure('unknown position: parse error: no expression found in input');
  }
  if (metricName.test(query)) {
    return success({ resultType: 'vector', result: [] });
  }
  return failure(`the sandbox has no samples to evaluate this expression on yet: ${query}`);
}
