'use client';

import { ArrowDown, ArrowUp } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useMemo } from 'react';
import { cn } from '@/components/ui/cn';
import { ScrollRegion } from '@/components/ui/scroll-region';
import type { Breakdown, Dimension } from '@/lib/deepflow/breakdown';
import { tableHeight } from './breakdown-card';
import { type BreakdownColumn, type BreakdownSort, breakdownColumns } from './search-params';
import { nextSort, sortValues, toColumn } from './sort-values';
import { NumberCells, ValueCell, type Whole } from './value-row';

export type BreakdownTableProps = {
  dimension: Dimension;
  breakdown: Breakdown;
  whole: Whole;
  sort: BreakdownSort;
  onSort: (sort: BreakdownSort) => void;
  isChosen: (value: string) => boolean;
  /** Null: no filter can say this value. */
  onToggleOf: (value: string) => (() => void) | null;
  tracesHrefOf: (value: string) => string | null;
};

/** The values of one dimension, a row each; below them what is not in any of these rows. */
export function BreakdownTable(props: BreakdownTableProps) {
  const { dimension, breakdown, whole, sort, onSort, isChosen, onToggleOf, tracesHrefOf } = props;
  const t = useTranslations('breakdown');
  const { values, others, unknown, several } = breakdown;
  const sorted = useMemo(() => sortValues(values, sort), [values, sort]);
  const label = t(`dimension.${dimension}`);
  return (
    <ScrollRegion className={cn('overflow-auto', tableHeight[dimension])} label={t('table', { dimension: label })}>
      <table className="w-full min-w-152 table-fixed border-collapse text-xs tabular-nums">
        <thead className="sticky top-0 z-[2] bg-surface">
          <tr>
            {breakdownColumns.map((column) => (
              <ColumnHead
                column={column}
                key={column}
                label={column === 'value' ? label : t(`column.${column}`)}
                onSort={onSort}
                sort={sort}
              />
            ))}
          </tr>
        </thead>
        <tbody>
          {sorted.map(({ value, ...numbers }) => (
            <tr className="group/row h-7 border-t border-line hover:bg-hover" key={value}>
              <ValueCell
                isChosen={isChosen(value)}
                onToggle={onToggleOf(value)}
                tracesHref={tracesHrefOf(value)}
                value={value}
                // Paths differ at their end, names begin with what they are of.
                withEnd={dimension === 'endpoint'}
              />
              <NumberCells name={value} numbers={numbers} whole={whole} />
            </tr>
          ))}
          {others ? <RestRow numbers={others} text={t('others', { count: others.values })} whole={whole} /> : null}
          {unknown ? (
            <RestRow numbers={unknown} text={t('unknown')} title={t(`unknownWhy.${dimension}`)} whole={whole} />
          ) : null}
        </tbody>
      </table>
      {several > 0 ? (
        <p className="border-t border-line px-2 py-1.5 text-muted text-xs">{t('several', { count: several })}</p>
      ) : null}
    </ScrollRegion>
  );
}

type RestRowProps = { text: string; title?: string; numbers: NonNullable<Breakdown['unknown']>; whole: Whole };

/** Calls that have no value of their own here: no filter leads to them. */
function RestRow({ text, title, numbers, whole }: RestRowProps) {
  return (
    <tr className="h-7 border-t border-line text-muted">
      <th
        className="sticky left-0 z-[1] h-7 truncate bg-surface px-2 text-left font-normal italic"
        scope="row"
        title={title}
      >
        {text}
      </th>
      <NumberCells name={text} numbers={numbers} whole={whole} />
    </tr>
  );
}

const widths: Record<BreakdownColumn, string> = {
  value: '',
  rate: 'w-38',
  calls: 'w-15',
  share: 'w-16',
  errors: 'w-17',
  p50: 'w-16',
  p95: 'w-16',
};

type ColumnHeadProps = {
  column: BreakdownColumn;
  label: string;
  sort: BreakdownSort;
  onSort: (sort: BreakdownSort) => void;
};

function ColumnHead({ column, label, sort, onSort }: ColumnHeadProps) {
  const t = useTranslations('breakdown');
  const { column: sorted, isDown } = toColumn(sort);
  const isSorted = sorted === column;
  const Arrow = isSorted && !isDown ? ArrowUp : ArrowDown;
  return (
    <th
      aria-sort={isSorted ? (isDown ? 'descending' : 'ascending') : undefined}
      className={cn(
        'h-7 p-0 shadow-[inset_0_-1px_0_var(--line)]',
        widths[column],
        column === 'value' && 'sticky left-0 z-[1] bg-surface',
      )}
      scope="col"
    >
      <button
        className={cn(
          'group/head flex h-7 w-full items-center gap-0.5 px-2 font-medium text-subtle hover:text-fg focus-visible:outline-offset-[-2px]',
          column !== 'value' && 'flex-row-reverse',
        )}
        onClick={() => onSort(nextSort(sort, column))}
        title={t('sortBy', { column: label })}
        type="button"
      >
        <span className="truncate">{label}</span>
        <Arrow
          aria-hidden
          className={cn('size-3 shrink-0', isSorted ? 'text-accent' : 'opacity-0 group-hover/head:opacity-40')}
        />
      </button>
    </th>
  );
}
