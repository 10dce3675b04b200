'use client';

import { useTranslations } from 'next-intl';
import type { Ref } from 'react';
import type { ChartModel, ChartSeries } from './chart-model';
import { formatValue } from './format-value';
import { seriesStats } from './prepare-series';

export type ChartLegendProps = { model: ChartModel; title: string; ref: Ref<HTMLTableElement> };

/** The series with last, mean and highest value, and the value under the crosshair: the chart for those who cannot see it. */
export function ChartLegend({ model, title, ref }: ChartLegendProps) {
  const t = useTranslations('metrics');
  const number = 'h-6 px-2 text-right font-mono tabular-nums whitespace-nowrap';
  const head = 'h-6 px-2 sm:w-[17%] text-right font-normal text-subtle whitespace-nowrap';
  return (
    <table className="w-full table-fixed border-collapse border-t text-xs" data-slot="chart-legend" ref={ref}>
      <caption className="sr-only">{title}</caption>
      <thead>
        <tr>
          <th className="h-6 px-3 text-left font-normal text-subtle" scope="col">
            {t('chart.series')}
          </th>
          {/* Filled by the crosshair; its own width, so that nothing moves when it appears. */}
          <td
            aria-hidden
            className="w-[25%] max-sm:hidden px-2 text-right text-subtle whitespace-nowrap tabular-nums"
            data-time
          />
          <th className={head} scope="col">
            {t('chart.last')}
          </th>
          <th className={head} scope="col">
            {t('chart.average')}
          </th>
          <th className={head} scope="col">
            {t('chart.highest')}
          </th>
        </tr>
      </thead>
      <tbody>
        {model.series.map((one) => {
          const stats = seriesStats(one.values);
          return (
            <tr key={one.key}>
              <th className="truncate px-3 text-left font-normal" scope="row">
                <SeriesMark series={one} />
                {one.label}
              </th>
              <td aria-hidden className={`${number} max-sm:hidden`} data-value />
              {[stats.last, stats.average, stats.highest].map((value, at) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: three fixed columns.
                <td className={number} key={at} title={value === null ? undefined : String(value)}>
                  {formatValue(model.unit, value)}
                </td>
              ))}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

/** The line as it is drawn in the chart, dashes included. */
export function SeriesMark({ series }: { series: ChartSeries }) {
  return (
    <svg aria-hidden="true" className="mr-1.5 inline-block h-2 w-5 shrink-0 align-middle" viewBox="0 0 20 8">
      <line
        stroke={`var(${series.colour})`}
        strokeDasharray={series.dash?.join(' ')}
        strokeWidth="2"
        x1="0"
        x2="20"
        y1="4"
        y2="4"
      />
    </svg>
  );
}
