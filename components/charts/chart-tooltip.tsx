'use client';

import type { Ref } from 'react';
import type { ChartModel } from './chart-model';
import type { ReadoutFormat } from './chart-readout';
import type { Reading } from './prepare-series';
import { PlainMark, SeriesMark } from './series-mark';

export type ChartTooltipProps = {
  model: ChartModel;
  readings: readonly Reading[];
  hidden: ReadonlySet<string>;
  format: ReadoutFormat;
  ref: Ref<HTMLDivElement>;
};

/** What lies under the crosshair, beside it. Its cells are filled by `writeReadout`; the legend says the same aloud. */
export function ChartTooltip({ model, readings, hidden, format, ref }: ChartTooltipProps) {
  const isCompared = readings.some(({ before }) => before !== null);
  const number = 'pl-3 text-right font-mono tabular-nums';
  return (
    <div
      aria-hidden
      className="time-chart-tooltip pointer-events-none absolute top-0 left-0 z-10 rounded-md border border-line-strong bg-raised px-2 py-1 text-xs whitespace-nowrap shadow-popup"
      data-slot="chart-tooltip"
      hidden
      ref={ref}
    >
      <table className="border-collapse">
        <thead>
          <tr className="text-left text-subtle">
            <th className="font-normal tabular-nums" data-time scope="col" />
            <td />
            {isCompared ? (
              <th className="pl-3 text-right font-normal" colSpan={2} scope="col">
                {model.beforeLabel}
              </th>
            ) : null}
          </tr>
        </thead>
        <tbody>
          {readings.map((reading, at) =>
            reading.series && hidden.has(reading.series.key) ? null : (
              <tr className={reading.series ? '' : 'border-t'} key={reading.series?.key ?? ' total'}>
                <th className="max-w-48 truncate text-left font-normal text-muted" scope="row">
                  {reading.series ? (
                    <SeriesMark isLayer={model.isStacked === true} series={reading.series} />
                  ) : (
                    <PlainMark />
                  )}
                  {format.label(reading)}
                </th>
                <td className={number} data-value={at} />
                {isCompared && reading.before ? (
                  <>
                    <td className={`${number} text-subtle`} data-before={at} />
                    <td className={number} data-change={at} />
                  </>
                ) : null}
              </tr>
            ),
          )}
        </tbody>
      </table>
    </div>
  );
}
