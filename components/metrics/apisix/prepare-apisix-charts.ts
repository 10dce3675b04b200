import type { ChartModel, ChartSeries, ChartUnit } from '@/components/charts/chart-model';
import { addedUp, type Course } from '@/lib/prometheus/added-up';
import {
  type ApisixMetrics,
  type BandwidthNumbers,
  type LatencyNumbers,
  type LatencyType,
  latencyTypes,
  type StatusNumbers,
} from '@/lib/prometheus/apisix-metrics';
import type { LatencyChoice } from './search-params';

export type ApisixWords = {
  type: Record<LatencyType, string>;
  ingress: string;
  egress: string;
  otherCodes: string;
  otherClass: string;
};

type Frame = Pick<ApisixMetrics, 'times'> & { range: { fromMs: number; toMs: number } };

const dashes: (readonly number[] | undefined)[] = [
  undefined,
  [6, 3],
  [2, 3],
  [8, 3, 2, 3],
  [12, 3],
  [4, 2],
  [1, 2],
  [10, 2, 2, 2, 2, 2],
  [3, 6],
];

const classes: readonly { key: string; colour: string }[] = [
  { key: '2xx', colour: '--ok-solid' },
  { key: '3xx', colour: '--series-1' },
  { key: '4xx', colour: '--client-error-solid' },
  { key: '5xx', colour: '--server-error-solid' },
];
/** Lines of single codes; the rest is one line more. */
const mostCodes = 8;

/**
 * Requests per second by class of status codes, or by code, lying on each other. Where any code has a value, one without
 * was not counted: it is 0 there. Where none has, all are a gap, and so is one whose value is no number.
 */
export function prepareStatus(
  status: StatusNumbers,
  by: 'class' | 'code',
  frame: Frame,
  words: ApisixWords,
): ChartModel {
  const groups = by === 'class' ? byClass(status, words) : byCode(status, words);
  const isKnown = frame.times.map((_time, at) => status.codes.some(({ values }) => values[at] != null));
  const series = groups.map(({ key, label, colour, parts }, index) => {
    const { values, notNumbers } = addedUp(parts, frame.times.length);
    return {
      key,
      label,
      colour,
      values: values.map((value, at) => value ?? (isKnown[at] && !notNumbers?.includes(at) ? 0 : null)),
      isFilled: true,
      ...dashed(index),
    };
  });
  return { ...chart('perSecond', series, frame), isStacked: true };
}

type Group = { key: string; label: string; colour: string; parts: readonly Course[] };

function byClass({ codes }: StatusNumbers, words: ApisixWords): Group[] {
  const classOf = (code: string) => classes.find(({ key }) => key[0] === code[0] && code.length === 3)?.key ?? 'other';
  const groups = [...classes, { key: 'other', colour: '--unknown-solid' }].map(({ key, colour }) => ({
    key,
    label: key === 'other' ? words.otherClass : key,
    colour,
    parts: codes.filter(({ code }) => classOf(code) === key),
  }));
  return groups.filter(({ parts }) => parts.length > 0);
}

function byCode({ codes }: StatusNumbers, words: ApisixWords): Group[] {
  const ranked = [...codes].sort((a, b) => (b.count ?? 0) - (a.count ?? 0));
  const shown = ranked.slice(0, mostCodes).sort((a, b) => (a.code < b.code ? -1 : 1));
  const rest = ranked.slice(mostCodes);
  return [
    ...shown.map((one, index) => ({
      key: one.code,
      label: one.code,
      colour: `--series-${index + 1}`,
      parts: [one],
    })),
    ...(rest.length === 0
      ? []
      : [
          {
            key: 'other',
            label: words.otherCodes,
            colour: '--unknown-solid',
            parts: rest,
          },
        ]),
  ];
}

const typeColours: Record<LatencyType, string> = {
  request: '--series-1',
  upstream: '--series-3',
  apisix: '--series-2',
};

/** One line for each type of latency. */
export function prepareLatency(
  latency: LatencyNumbers,
  choice: LatencyChoice,
  frame: Frame,
  words: ApisixWords,
): ChartModel {
  const series = latencyTypes.map((type, index) => ({
    key: type,
    label: words.type[type],
    colour: typeColours[type],
    values: latency[type].series[choice],
    ...dashed(index),
  }));
  return chart('durationUs', series, frame);
}

/** What came from clients and what went to them. */
export function prepareBandwidth(bandwidth: BandwidthNumbers, frame: Frame, words: ApisixWords): ChartModel {
  const series = (['ingress', 'egress'] as const).map((type, index) => ({
    key: type,
    label: words[type],
    colour: type === 'ingress' ? '--series-3' : '--series-4',
    values: bandwidth[type].values,
    ...dashed(index),
  }));
  return chart('bytesPerSecond', series, frame);
}

function chart(unit: ChartUnit, series: ChartSeries[], { times, range }: Frame): ChartModel {
  return { times, fromS: range.fromMs / 1000, toS: range.toMs / 1000, unit, series };
}

function dashed(index: number): Pick<ChartSeries, 'dash'> {
  const dash = dashes[index % dashes.length];
  return dash ? { dash } : {};
}
