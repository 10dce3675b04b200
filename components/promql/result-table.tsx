'use client';

import { ArrowDown, ArrowUp } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { ScrollRegion } from '@/components/ui/scroll-region';
import { Table, TableCell, TableHead, TableRow } from '@/components/ui/table';
import { writtenLabels } from '@/lib/prometheus/series-names';
import type { ResultTable as Prepared, TableRow as Row, TableSort } from './prepare-table';

type ResultTableProps = {
  table: Prepared;
  /** The table's rows in the order they stand in. */
  rows: readonly Row[];
  sort: TableSort | null;
  onSort: (sort: TableSort | null) => void;
};

/** The answer in numbers: a column for each label that differs, what all rows share above. */
export function ResultTable({ table, rows, sort, onSort }: ResultTableProps) {
  const t = useTranslations('promql.table');
  return (
    <>
      {table.common.length > 0 && rows.length > 1 ? (
        <p className="text-muted text-xs">
          {t('common')} <code className="font-mono break-all">{writtenLabels(Object.fromEntries(table.common))}</code>
        </p>
      ) : null}
      <ScrollRegion className="max-h-[70vh] overflow-auto rounded-lg border bg-surface" label={t('label')}>
        <Table data-slot="promql-table">
          <thead className="sticky top-0 z-10 bg-surface">
            <tr>
              {columnsOf(table).map((column) => (
                <SortHead by={column} key={keyOf(column)} onSort={onSort} sort={sort}>
                  {'label' in column ? <code className="font-mono">{column.label}</code> : t(column.figure)}
                </SortHead>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: two samples of one series have the same labels.
              <TableRow className="hover:bg-hover" key={at}>
                {columnsOf(table).map((column) =>
                  'label' in column ? (
                    <TableCell
                      className="h-7 max-w-80 truncate py-0 align-middle font-mono"
                      key={column.label}
                      title={row.labels[column.label]}
                    >
                      {row.labels[column.label] ?? ''}
                    </TableCell>
                  ) : (
                    <TableCell
                      className="h-7 py-0 text-right align-middle font-mono whitespace-nowrap tabular-nums"
                      key={column.figure}
                      title={row.figures[column.figure]?.exact}
                    >
                      {row.figures[column.figure]?.shown}
                    </TableCell>
                  ),
                )}
              </TableRow>
            ))}
          </tbody>
        </Table>
      </ScrollRegion>
    </>
  );
}

type By = TableSort['by'];

/** With one series alone the table has all of its labels. */
function columnsOf({ labels, common, figures, rows }: Prepared): By[] {
  const shown = rows.length === 1 ? common.map(([name]) => name) : labels;
  return [...shown.map((label) => ({ label })), ...figures.map((figure) => ({ figure }))];
}

function keyOf(by: By): string {
  return 'label' in by ? `label ${by.label}` : `figure ${by.figure}`;
}

type SortHeadProps = {
  by: By;
  sort: TableSort | null;
  onSort: (sort: TableSort | null) => void;
  children: ReactNode;
};

/** Numbers fall first and names rise; a second click turns the order, a third gives back the source's. */
function SortHead({ by, sort, onSort, children }: SortHeadProps) {
  const isNumber = 'figure' in by;
  const own = sort !== null && keyOf(sort.by) === keyOf(by) ? sort : null;
  const next =
    own === null ? { by, descending: isNumber } : own.descending === isNumber ? { by, descending: !isNumber } : null;
  const Arrow = own?.descending ? ArrowDown : ArrowUp;
  return (
    <TableHead
      aria-sort={own === null ? 'none' : own.descending ? 'descending' : 'ascending'}
      className={isNumber ? 'text-right' : undefined}
    >
      <button
        className="inline-flex items-center gap-1 rounded-sm hover:text-fg"
        onClick={() => onSort(next)}
        type="button"
      >
        {children}
        {own === null ? null : <Arrow aria-hidden className="size-3" />}
      </button>
    </TableHead>
  );
}
