'use client';

import { useTranslations } from 'next-intl';
import type { Cells, Selection } from '@/lib/deepflow/distribution';
import { formatCount } from '@/lib/telemetry/format';
import { useRangeWords } from './use-area-words';

/** The picture as a table: a line for each stretch of time that has calls, newest first. */
export function DistributionTable({ cells, onSelect }: { cells: Cells; onSelect: (selection: Selection) => void }) {
  const t = useTranslations('distribution');
  const words = useRangeWords();
  const { startMs, stepMs, edgesUs, columns } = cells;
  const withDay = stepMs * columns.calls.length > 20 * 3_600_000;
  const lines = columns.calls.flatMap((calls, column) => {
    if (calls === 0) return [];
    const rows = cells.cells.filter(([of]) => of === column);
    const numbers = rows.map(([, row]) => row);
    const busiest = rows.reduce<(typeof rows)[number] | null>(
      (best, cell) => (best && best[2] >= cell[2] ? best : cell),
      null,
    );
    const between = (low: number, high: number) => ({ d0: edgesUs[low] ?? 0, d1: edgesUs[high + 1] ?? 0 });
    return {
      column,
      calls,
      times: { t0: startMs + column * stepMs, t1: startMs + (column + 1) * stepMs },
      all: busiest && between(Math.min(...numbers), Math.max(...numbers)),
      most: busiest && between(busiest[1], busiest[1]),
    };
  });
  const head = 'px-2 py-1 text-right font-normal first:text-left';
  const cell = 'px-2 py-0.5 text-right tabular-nums';
  return (
    <table className="w-full text-xs">
      <caption className="sr-only">{t('heatmap')}</caption>
      <thead className="sticky top-0 bg-surface text-subtle">
        <tr>
          {(['time', 'calls', 'errors', 'unanswered', 'durations', 'most'] as const).map((key) => (
            <th className={head} key={key} scope="col">
              {t(`table.${key}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {lines.toReversed().map(({ column, calls, times, all, most }) => (
          <tr className="border-t" key={column}>
            <th className="px-2 py-0.5 text-left font-normal whitespace-nowrap" scope="row">
              {all ? (
                <button
                  className="rounded-sm text-accent tabular-nums hover:underline"
                  onClick={() => onSelect({ ...times, ...all })}
                  title={t('selectTime')}
                  type="button"
                >
                  {words.times(times, withDay)}
                </button>
              ) : (
                <span className="tabular-nums">{words.times(times, withDay)}</span>
              )}
            </th>
            <td className={cell}>{formatCount(calls)}</td>
            <td className={cell}>{formatCount(columns.errors[column])}</td>
            <td className={cell}>{formatCount(columns.unanswered[column])}</td>
            <td className={cell}>{all ? words.durations(all) : '–'}</td>
            <td className={cell}>{most ? words.durations(most) : '–'}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
