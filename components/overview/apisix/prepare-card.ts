import type { ChartModel, ChartSeries } from '@/components/charts/chart-model';
import { assignSeries } from '@/components/traces/service-colours';
import { addedUp } from '@/lib/prometheus/added-up';
import type { NamedRoutes, PanelSeries, SeriesPanel } from '@/lib/prometheus/apisix-dashboard';
import type { ChartCard, SeriesLook } from './dashboard-cards';

/** Names of series in the reader's language. */
export type SeriesWords = {
  /** The only series of a card. */
  single: string;
  /** Requests whose label is empty. */
  without: Record<'route' | 'service' | 'consumer', string>;
  others: (count: number) => string;
};

type Look = Pick<ChartSeries, 'label' | 'colour' | 'dash' | 'isFilled'>;

const dashes: readonly (readonly number[] | undefined)[] = [undefined, [6, 3], [2, 3], [8, 3, 2, 3], [1, 2]];
const states = ['active', 'waiting', 'writing', 'reading'];
const quantiles = ['0.5', '0.9', '0.95', '0.99'];
const quantileColours = ['--series-6', '--series-3', '--series-1', '--series-7'];
const types = ['ingress', 'egress'];

/** The series that is all others together. */
export const othersKey = 'others';

/** A card's chart over the range asked for. The series keep the order of the panel: the one with most comes first. */
export function prepareCard(
  card: ChartCard,
  panel: SeriesPanel,
  context: { range: { fromMs: number; toMs: number }; words: SeriesWords; routes: NamedRoutes },
): ChartModel {
  const { range, words, routes } = context;
  const { only, isSum, unit, look } = card;
  const kept = panel.series.filter(({ labels }) => !only || only.values.includes(labels[only.label] ?? ''));
  const { others } = panel;
  const all = [...kept, ...(others?.values ? [{ ...others, values: others.values }] : [])];
  const shown = isSum ? [{ labels: {}, ...addedUp(all, panel.times.length) }] : inOrder(kept, look);
  const looks = looksOf(look, shown, words, routes);
  const series: ChartSeries[] = shown.map(({ labels, values }, at) => ({
    key: JSON.stringify(labels),
    values,
    ...(looks[at] ?? { label: '', colour: '--series-1' }),
  }));
  if (others?.values && !isSum)
    series.push({
      key: othersKey,
      label: words.others(others.count),
      colour: '--unknown-solid',
      dash: [2, 3],
      values: others.values,
    });
  return { times: panel.times, fromS: range.fromMs / 1000, toS: range.toMs / 1000, unit, series };
}

/** States, quantiles and types have an order of their own, codes that of their numbers. */
function inOrder(series: readonly PanelSeries[], look: SeriesLook): PanelSeries[] {
  const place = ({ labels }: PanelSeries): number => {
    if (look === 'state') return states.indexOf(labels.state ?? '');
    if (look === 'quantile') return quantiles.indexOf(labels.quantile ?? '');
    if (look === 'type') return types.indexOf(labels.type ?? '');
    return look === 'code' ? Number(labels.code) : 0;
  };
  return [...series].sort((a, b) => place(a) - place(b));
}

function looksOf(look: SeriesLook, series: readonly PanelSeries[], words: SeriesWords, routes: NamedRoutes): Look[] {
  if (look === 'single') return series.map(() => ({ label: words.single, colour: '--series-1', isFilled: true }));
  if (look === 'quantile')
    return series.map(({ labels: { quantile = '' } }) => {
      const at = quantiles.indexOf(quantile);
      return withDash(at, { label: `p${Number(quantile) * 100}`, colour: quantileColours[at] ?? '--series-1' });
    });
  if (look === 'code') return codeLooks(series);
  const telling = tellingLabels(series);
  const names = series.map(({ labels }) => nameOf(look, labels, telling, words, routes));
  const ids = series.map(({ labels }) => JSON.stringify(labels));
  const places = assignSeries(ids);
  return names.map((label, at) => withDash(at, { label, colour: `--series-${places.get(ids[at] ?? '') ?? 1}` }));
}

/** Codes of one class have its colour and differ by their dashes. */
function codeLooks(series: readonly PanelSeries[]): Look[] {
  const seen = new Map<string, number>();
  return series.map(({ labels: { code = '' } }) => {
    const colour = codeColour(code);
    const before = seen.get(colour) ?? 0;
    seen.set(colour, before + 1);
    return withDash(before, { label: code === '' ? '–' : code, colour });
  });
}

function codeColour(code: string): string {
  const known: Record<string, string> = {
    '2': '--ok-solid',
    '3': '--series-6',
    '4': '--client-error-solid',
    '5': '--server-error-solid',
  };
  return known[code[0] ?? ''] ?? '--unknown-solid';
}

/** The labels in which series differ, in their order: what all of them share tells none from another. */
function tellingLabels(series: readonly PanelSeries[]): readonly string[] {
  const all = Object.keys(series[0]?.labels ?? {});
  const telling = all.filter((name) => series.some(({ labels }) => labels[name] !== series[0]?.labels[name]));
  return telling.length > 0 ? telling : all;
}

function nameOf(
  look: SeriesLook,
  labels: PanelSeries['labels'],
  telling: readonly string[],
  words: SeriesWords,
  routes: NamedRoutes,
): string {
  if (look !== 'route' && look !== 'service' && look !== 'consumer')
    return telling.flatMap((name) => labels[name] ?? []).join(' · ') || '–';
  const value = labels[look] ?? '';
  if (value === '') return words.without[look];
  return look === 'route' ? routes[value]?.name || value : value;
}

function withDash(at: number, look: Look): Look {
  const dash = dashes[Math.max(0, at) % dashes.length];
  return dash ? { ...look, dash } : look;
}

/**
 * The value at the end of the panel's times: the last one, if it is not older than two steps or scrapes. What was known
 * before that is not what is.
 */
export function valueAtEnd(
  values: readonly (number | null)[],
  { times, stepS }: Pick<SeriesPanel, 'times' | 'stepS'>,
  scrapeS: number | null,
): number | null {
  const sinceS = (times.at(-1) ?? 0) - 2 * Math.max(stepS, scrapeS ?? 0);
  return values.findLast((value, at) => value !== null && (times[at] ?? 0) >= sinceS) ?? null;
}
