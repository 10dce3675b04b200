import type { ChartModel, ChartSeries } from './chart-model';

/** A model of series `a`, `b`, … with a point a minute, for tests. */
export function testModel(layers: readonly (number | null)[][], over: Partial<ChartModel> = {}): ChartModel {
  const count = Math.max(0, ...layers.map((values) => values.length));
  return {
    times: Array.from({ length: count }, (_, at) => at * 60),
    fromS: 0,
    toS: Math.max(60, count * 60),
    unit: 'perSecond',
    series: layers.map((values, at): ChartSeries => {
      const key = String.fromCharCode(97 + at);
      return { key, label: `Line ${key}`, colour: `--series-${at + 1}`, values };
    }),
    ...over,
  };
}
