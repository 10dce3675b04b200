'use client';

import { Eye, EyeOff } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { MouseEvent, Ref } from 'react';
import { cn } from '@/components/ui/cn';
import type { ChartModel, ChartSeries, ChartView } from './chart-model';
import type { ReadoutFormat } from './chart-readout';
import { type Reading, seriesStats, toldStats } from './prepare-series';
import { PlainMark, SeriesMark } from './series-mark';

export type ChartLegendProps = {
  model: ChartModel;
  readings: readonly Reading[];
  title: string;
  format: ReadoutFormat;
  view: ChartView;
  onView: (next: ChartView) => void;
  ref: Ref<HTMLTableElement>;
};

const number = 'h-6 px-2 text-right font-mono tabular-nums whitespace-nowrap';
const head = 'h-6 px-2 text-right font-normal text-subtle whitespace-nowrap';

/**
 * The series with last, mean (where there is one) and highest value, and the value under the crosshair: the chart for
 * those who cannot see it.
 * A click brings a series forward, with Shift or Ctrl it hides it; so do the two buttons of each row.
 */
export function ChartLegend({ model, readings, title, format, view, onView, ref }: ChartLegendProps) {
  const t = useTranslations('charts');
  const isCompared = readings.some(({ before }) => before !== null);
  // Where there is no room for it the tooltip alone tells the value: names come first.
  const reading = isCompared ? 'hidden @xl:table-cell' : 'hidden @md:table-cell';
  const column = cn(head, isCompared ? 'w-[21%] @md:w-[17%] @xl:w-[13%]' : 'w-[21%] @md:w-[16%] @xl:w-22');
  const told = toldStats(model.unit);
  const last = isCompared ? 'hidden @lg:table-cell' : '';
  return (
    <table className="w-full table-fixed border-collapse border-t text-xs" data-slot="chart-legend" ref={ref}>
      <caption className="sr-only">{title}</caption>
      <thead>
        <tr>
          <th className="h-6 px-3 text-left font-normal text-subtle" scope="col">
            {t('series')}
          </th>
          {/* Filled by the crosshair; its own width, so that nothing moves when it appears. */}
          <td aria-hidden className={cn('w-[20%] px-2 text-right text-subtle whitespace-nowrap tabular-nums', reading)}>
            <span className="time-chart-cell" data-time />
          </td>
          {told.map((stat) => (
            <th className={cn(column, stat === 'last' && last)} key={stat} scope="col">
              {t(stat)}
            </th>
          ))}
          {isCompared ? (
            <th
              className={cn(column, 'truncate')}
              scope="col"
              title={t('changeWhy', { before: model.beforeLabel ?? '' })}
            >
              {t('change')}
            </th>
          ) : null}
        </tr>
      </thead>
      <tbody>
        {readings.map((one, at) => {
          const { series } = one;
          const stats = seriesStats(one.values);
          const isHidden = series !== null && view.hidden.has(series.key);
          return (
            <tr className={cn('group', series === null && 'border-t')} key={series?.key ?? ' total'}>
              <th className="relative h-6 pl-2 text-left font-normal" scope="row">
                {series && readings.length > 1 ? (
                  <SeriesButtons isLayer={model.isStacked === true} onView={onView} series={series} view={view} />
                ) : (
                  <span className="block truncate pl-1">
                    {series ? <SeriesMark series={series} /> : <PlainMark isBefore={one.before !== null} />}
                    {format.label(one)}
                  </span>
                )}
              </th>
              <td aria-hidden className={cn(number, reading, isHidden && 'text-subtle')}>
                <span className="time-chart-cell" data-value={at} />
              </td>
              {told.map((stat) => (
                <td
                  className={cn(number, stat === 'last' && last, isHidden && 'text-subtle')}
                  key={stat}
                  title={stats[stat] === null ? undefined : String(stats[stat])}
                >
                  {format.value(stats[stat])}
                </td>
              ))}
              {isCompared ? (
                <td className={cn(number, isHidden && 'text-subtle')}>
                  {format.change(stats.average, one.before ? seriesStats(one.before).average : null)}
                </td>
              ) : null}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

type SeriesButtonsProps = {
  series: ChartSeries;
  isLayer: boolean;
  view: ChartView;
  onView: (next: ChartView) => void;
};

function SeriesButtons({ series, isLayer, view, onView }: SeriesButtonsProps) {
  const t = useTranslations('charts');
  const { key, label } = series;
  const isHidden = view.hidden.has(key);
  const isFocused = view.focused === key && !isHidden;
  const toggleHidden = () => {
    const hidden = new Set(view.hidden);
    if (!hidden.delete(key)) hidden.add(key);
    onView({ focused: view.focused === key ? null : view.focused, hidden });
  };
  const handleClick = (event: MouseEvent) => {
    if (event.shiftKey || event.ctrlKey || event.metaKey || isHidden) return toggleHidden();
    onView({ ...view, focused: isFocused ? null : key });
  };
  return (
    <>
      <button
        aria-pressed={isFocused}
        className={cn(
          'max-w-full truncate rounded-sm px-1 text-left hover:bg-hover focus-visible:outline-offset-[-2px] aria-pressed:bg-accent-soft aria-pressed:font-medium',
          isHidden && 'text-subtle line-through',
        )}
        data-slot="series-focus"
        onClick={handleClick}
        title={`${label}\n${t('focusHint')}`}
        type="button"
      >
        <SeriesMark isLayer={isLayer} series={series} />
        {label}
      </button>
      <button
        aria-label={t('hide', { series: label })}
        aria-pressed={isHidden}
        className="absolute inset-y-0 right-0 inline-flex w-6 items-center justify-center rounded-sm bg-surface text-subtle opacity-0 hover:text-fg focus-visible:opacity-100 focus-visible:outline-offset-[-2px] group-hover:opacity-100 aria-pressed:opacity-100 pointer-coarse:opacity-100 in-data-[slot=dialog]:bg-raised [&_svg]:size-3.5"
        data-slot="series-hide"
        onClick={toggleHidden}
        title={isHidden ? t('show', { series: label }) : t('hide', { series: label })}
        type="button"
      >
        {isHidden ? <EyeOff aria-hidden /> : <Eye aria-hidden />}
      </button>
    </>
  );
}
