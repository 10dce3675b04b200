'use client';

import { ListTree } from 'lucide-react';
import type { Route } from 'next';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { cn } from '@/components/ui/cn';
import { CopyButton } from '@/components/ui/copy-button';
import { Sparkline } from '@/components/ui/sparkline';
import type { BreakdownNumbers } from '@/lib/deepflow/breakdown';
import { formatCount, formatDuration, formatExact, formatRate, formatShare } from '@/lib/telemetry/format';

/** What all rows of a table are measured by. */
export type Whole = { calls: number };

/** The cells of one row but its first. */
export function NumberCells({ numbers, whole, name }: { numbers: BreakdownNumbers; whole: Whole; name: string }) {
  const t = useTranslations('breakdown');
  const { calls, perSecond: rate, errors, p50Us, p95Us, rates } = numbers;
  const highest = rates.reduce<number | null>((most, one) => (one === null ? most : Math.max(most ?? 0, one)), null);
  return (
    <>
      <td className="px-2">
        <span className="flex items-center justify-end gap-2">
          <Sparkline
            className="h-4 w-14 shrink-0 text-accent"
            label={t('sparkline', { value: name, highest: formatRate(highest) })}
            values={rates}
          />
          <span className="w-18 shrink-0 whitespace-nowrap text-right" title={formatExact(rate, t('perSecond'))}>
            {formatRate(rate)}
          </span>
        </span>
      </td>
      <Cell exact={formatExact(calls, '')}>{formatCount(calls)}</Cell>
      <Cell>{formatShare(whole.calls === 0 ? null : calls / whole.calls)}</Cell>
      <Cell className={errors > 0 ? 'text-server-error' : ''} exact={t('errorsOf', { errors, calls })}>
        {formatShare(calls === 0 ? null : errors / calls)}
      </Cell>
      <Cell exact={formatExact(p50Us, 'µs')}>{formatDuration(p50Us)}</Cell>
      <Cell exact={formatExact(p95Us, 'µs')}>{formatDuration(p95Us)}</Cell>
    </>
  );
}

function Cell({ exact, className, children }: { exact?: string; className?: string; children: ReactNode }) {
  return (
    <td className={cn('px-2 text-right whitespace-nowrap', className)} title={exact}>
      {children}
    </td>
  );
}

export type ValueCellProps = {
  value: string;
  isChosen: boolean;
  /** Null: no filter can say this value. */
  onToggle: (() => void) | null;
  /** The route's calls with this value on the traces tab; null: there is no such list. */
  tracesHref: string | null;
  /** Too long a value shows its end rather than its beginning. */
  withEnd: boolean;
};

/** The value: a click filters by it, or no longer does; beside it, on hover and focus, its calls and a copy of it. */
export function ValueCell({ value, isChosen, onToggle, tracesHref, withEnd }: ValueCellProps) {
  const t = useTranslations('breakdown');
  const text = <bdi>{value}</bdi>;
  const look = cn('block min-w-0 flex-1 px-2 text-left font-mono', withEnd ? 'truncate-start' : 'truncate');
  return (
    <th
      className={cn(
        'group/value sticky left-0 z-[1] h-7 bg-surface p-0 text-left font-normal group-hover/row:bg-hover',
        isChosen && 'bg-accent-soft shadow-[inset_2px_0_0_var(--accent)]',
      )}
      scope="row"
    >
      <span className="flex h-7 items-center">
        {onToggle ? (
          <button
            aria-pressed={isChosen}
            className={cn(
              'h-7 hover:underline focus-visible:outline-offset-[-2px] aria-pressed:font-medium aria-pressed:text-accent',
              look,
            )}
            onClick={onToggle}
            title={t(isChosen ? 'remove' : 'filterBy', { value })}
            type="button"
          >
            {text}
          </button>
        ) : (
          <span className={look} title={value}>
            {text}
          </span>
        )}
        <span className="flex w-0 shrink-0 overflow-hidden group-focus-within/row:w-12 group-hover/row:w-12 pointer-coarse:w-12">
          {tracesHref === null ? null : (
            <Link
              aria-label={t('openTraces', { value })}
              className="inline-grid size-6 shrink-0 place-items-center rounded-md text-muted hover:bg-surface hover:text-fg"
              href={tracesHref as Route}
              prefetch={false}
              title={t('openTraces', { value })}
            >
              <ListTree aria-hidden className="size-3.5" />
            </Link>
          )}
          <CopyButton label={t('copy', { value })} text={value} />
        </span>
      </span>
    </th>
  );
}
