import 'server-only';
import { z } from 'zod';
import type { PromqlAnswer, PromqlInput, WrittenSample } from '@/lib/prometheus/dto';
import { promqlLimits } from '@/lib/prometheus/limits';
import type { GatewayConfig } from '@/lib/server/config';
import { bucketStepS } from '@/lib/telemetry/time-range';
import { askPrometheus, placedRange } from './client';
import { cutBefore } from './cut-samples';
import { stepTimes } from './sample-times';

/** What a range is cut into where nobody says how finely. */
const usualPoints = 600;
const mostRemarks = 10;

const labelsSchema = z.record(z.string(), z.string());
const pointSchema = z.tuple([z.number(), z.string()]);
/** A native histogram at one time; only its count and sum are told. */
const histogramSchema = z.tuple([z.number(), z.looseObject({ count: z.string(), sum: z.string() })]);
const remarksSchema = z.array(z.string()).nullish();

const matrixSchema = z.array(
  z.looseObject({
    metric: labelsSchema,
    values: z.array(pointSchema).nullish(),
    histograms: z.array(histogramSchema).nullish(),
  }),
);
const vectorSchema = z.array(
  z.looseObject({ metric: labelsSchema, value: pointSchema.optional(), histogram: histogramSchema.optional() }),
);
const answerSchema = z.looseObject({
  warnings: remarksSchema,
  infos: remarksSchema,
  data: z.discriminatedUnion('resultType', [
    // DeepFlow has null in place of an empty list (querier/app/prometheus/router/prometheus.go).
    z.looseObject({ resultType: z.literal('matrix'), result: matrixSchema.nullable() }),
    z.looseObject({ resultType: z.literal('vector'), result: vectorSchema.nullable() }),
    z.looseObject({ resultType: z.literal('scalar'), result: pointSchema }),
    z.looseObject({ resultType: z.literal('string'), result: pointSchema }),
  ]),
});
type Answered = z.output<typeof answerSchema>;
type Matrix = z.output<typeof matrixSchema>;

/**
 * Evaluates an expression that a person wrote, over a range or at its end. At most 200 series or 1,000 samples are
 * answered, and it is said how many there were. Throws `upstream_rejected` with the source's own words for an
 * expression that it refuses, and what `askPrometheus` throws.
 */
export async function explore(gateway: GatewayConfig, input: PromqlInput, signal?: AbortSignal): Promise<PromqlAnswer> {
  return input.kind === 'range' ? overRange(gateway, input, signal) : atEnd(gateway, input, signal);
}

async function overRange(
  gateway: GatewayConfig,
  { query, from, to, stepS = bucketStepS({ fromMs: from, toMs: to }, usualPoints) }: PromqlInput,
  signal: AbortSignal | undefined,
): Promise<PromqlAnswer> {
  const times = stepTimes({ fromMs: from, toMs: to }, stepS);
  const answer = await askPrometheus(
    gateway,
    'query_range',
    { query, start: String(times.fromS), end: String(times.toS), step: String(stepS) },
    answerSchema,
    signal,
  );
  const found = matrixOf(answer);
  const points = (times.toS - times.fromS) / stepS + 1;
  const most = Math.max(1, Math.min(promqlLimits.series, Math.floor(promqlLimits.values / points)));
  const notDrawn = found
    .slice(0, most)
    .reduce(
      (sum, { values, histograms }) => sum + (histograms?.length ?? 0) + (values?.filter(isNoNumber).length ?? 0),
      0,
    );
  const firstS = found.reduce(
    (least, { values }) => Math.min(least, values?.[0]?.[0] ?? least),
    Number.POSITIVE_INFINITY,
  );
  const begins = { ...times, firstS: Number.isFinite(firstS) ? firstS : null };
  return {
    kind: 'range',
    range: placedRange(found, times, most),
    cutBeforeS: await cutBefore(gateway, { name: null, query }, begins, { signal }),
    notDrawn,
    remarks: remarksOf(answer),
  };
}

async function atEnd(
  gateway: GatewayConfig,
  { query, to }: PromqlInput,
  signal: AbortSignal | undefined,
): Promise<PromqlAnswer> {
  const atS = to / 1000;
  const answer = await askPrometheus(gateway, 'query', { query, time: String(atS) }, answerSchema, signal);
  const found = [...samplesOf(answer)];
  const samples = found.slice(0, promqlLimits.samples);
  return {
    kind: 'instant',
    atS,
    type: answer.data.resultType,
    samples,
    total: found.length > samples.length ? found.length : null,
    remarks: remarksOf(answer),
  };
}

/** DeepFlow answers an unknown metric with an empty vector, even over a range (the same file). */
function matrixOf({ data }: Answered): Matrix {
  return data.resultType === 'matrix' ? (data.result ?? []) : [];
}

function* samplesOf({ data }: Answered): Generator<WrittenSample, undefined> {
  if (data.resultType === 'scalar' || data.resultType === 'string') {
    yield { labels: {}, timeS: data.result[0], text: data.result[1] };
  } else if (data.resultType === 'vector') {
    for (const { metric, value, histogram } of data.result ?? []) {
      if (value) yield { labels: metric, timeS: value[0], text: value[1] };
      else if (histogram) yield { labels: metric, timeS: histogram[0], text: written(histogram[1]) };
    }
  } else {
    for (const { metric, values, histograms } of data.result ?? []) {
      for (const [timeS, text] of values ?? []) yield { labels: metric, timeS, text };
      for (const [timeS, histogram] of histograms ?? []) yield { labels: metric, timeS, text: written(histogram) };
    }
  }
}

function written({ count, sum }: { count: string; sum: string }): string {
  return `histogram (count ${count}, sum ${sum})`;
}

function isNoNumber([, text]: readonly [number, string]): boolean {
  return text === '' || !Number.isFinite(Number(text));
}

function remarksOf({ warnings, infos }: Answered): string[] {
  return [...(warnings ?? []), ...(infos ?? [])].slice(0, mostRemarks);
}
