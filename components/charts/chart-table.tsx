'use client';

import type { Route } from 'next';
import Link from 'next/link';
import { useLocale, useTranslations } from 'next-intl';
import { useId } from 'react';
import { Dialog } from '@/components/ui/dialog';
import { ScrollRegion } from '@/components/ui/scroll-region';
import { useSentenceGap } from '@/components/ui/sentence-gap';
import { TableCell, TableHead, TableRow } from '@/components/ui/table';
import type { ChartModel } from './chart-model';
import { nothingHidden, prepareReadings } from './prepare-series';
import { eventsByTime, tableRows } from './prepare-table';
import { useChartFormat } from './use-chart-format';

/** The data of a chart as a table, newest first, with what was marked beside the time that it belongs to. */
export function ChartTable({ title, model, onClose }: { title: string; model: ChartModel; onClose: () => void }) {
  const t = useTranslations('charts');
  const locale = useLocale();
  const gap = useSentenceGap();
  const format = useChartFormat(model.unit);
  const captionId = useId();
  const readings = prepareReadings(model, nothingHidden);
  const { rows, left } = tableRows(model.times);
  const events = eventsByTime(model);
  const number = 'h-7 text-right font-mono tabular-nums whitespace-nowrap';
  return (
    <Dialog
      className="top-[6vh] max-h-[88vh] w-[min(64rem,calc(100vw-1rem))]"
      onOpenChange={(open) => !open && onClose()}
      open
      title={title}
    >
      <p className="px-4 py-2 text-muted text-xs" id={captionId}>
        {t('tableHint')}
        {left > 0
          ? `${gap}${t('tableCut', { count: rows.length.toLocaleString(locale), left: left.toLocaleString(locale) })}`
          : null}
      </p>
      <ScrollRegion className="min-h-0 overflow-auto border-t" label={t('tableOf', { title })}>
        <table aria-describedby={captionId} className="w-full border-separate border-spacing-0 text-xs">
          <caption className="sr-only">{t('tableOf', { title })}</caption>
          <thead className="sticky top-0 z-10 bg-raised">
            <tr>
              <TableHead className="px-4">{t('time')}</TableHead>
              {readings.map((reading) => (
                <ReadingHeads
                  beforeLabel={model.beforeLabel}
                  isCompared={reading.before !== null}
                  key={reading.series?.key ?? ' total'}
                >
                  {format.label(reading)}
                </ReadingHeads>
              ))}
              {events.size > 0 ? <TableHead>{t('events')}</TableHead> : null}
            </tr>
          </thead>
          <tbody>
            {rows.map((at) => {
              const timeS = model.times[at] ?? 0;
              return (
                <TableRow key={timeS}>
                  <th
                    className="h-7 border-b px-4 text-left font-normal text-muted whitespace-nowrap tabular-nums"
                    scope="row"
                  >
                    <time dateTime={new Date(timeS * 1000).toISOString()}>{format.time(timeS)}</time>
                  </th>
                  {readings.map((reading) => {
                    const value = reading.values[at] ?? null;
                    const key = reading.series?.key ?? ' total';
                    return [
                      <TableCell
                        className={`${number} border-b`}
                        key={key}
                        title={value === null ? undefined : String(value)}
                      >
                        {format.value(value)}
                      </TableCell>,
                      reading.before === null ? null : (
                        <TableCell className={`${number} border-b text-subtle`} key={`${key} before`}>
                          {format.value(reading.before[at] ?? null)}
                        </TableCell>
                      ),
                    ];
                  })}
                  {events.size > 0 ? (
                    <TableCell className="h-7 border-b">
                      {(events.get(at) ?? []).map((event) => (
                        <Link
                          className="block text-accent hover:underline"
                          href={event.href as Route}
                          key={`${event.timeS} ${event.href}`}
                          prefetch={false}
                        >
                          {event.label}
                        </Link>
                      ))}
                    </TableCell>
                  ) : null}
                </TableRow>
              );
            })}
          </tbody>
        </table>
      </ScrollRegion>
    </Dialog>
  );
}

type ReadingHeadsProps = { isCompared: boolean; beforeLabel: string | undefined; children: string };

function ReadingHeads({ isCompared, beforeLabel, children }: ReadingHeadsProps) {
  return (
    <>
      <TableHead className="text-right">{children}</TableHead>
      {isCompared ? <TableHead className="text-right">{`${children}, ${beforeLabel ?? ''}`}</TableHead> : null}
    </>
  );
}
