'use client';

import { GitCompareArrows } from 'lucide-react';
import type { Route } from 'next';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useCallback, useMemo, useState } from 'react';
import { Button, buttonVariants } from '@/components/ui/button';
import { LiveRegion } from '@/components/ui/live-region';
import type { Call } from '@/lib/deepflow/dto';
import type { CallColumn } from './call-grid';

/** Two calls to lay beside each other; a third takes the place of the first. */
export function useComparedCalls() {
  const [marked, setMarked] = useState<readonly string[]>([]);
  const toggle = useCallback(
    ({ id }: Call) =>
      setMarked((before) => (before.includes(id) ? before.filter((one) => one !== id) : [...before, id].slice(-2))),
    [],
  );
  const clear = useCallback(() => setMarked([]), []);
  return { marked, toggle, clear };
}

/** The column in which calls are chosen to be compared; the grid's `x` key does the same. */
export function useMarkColumn({
  marked,
  toggle,
}: Pick<ReturnType<typeof useComparedCalls>, 'marked' | 'toggle'>): CallColumn {
  const t = useTranslations('distribution');
  return useMemo(
    () => ({
      key: 'mark',
      head: <span className="sr-only">{t('compare.column')}</span>,
      track: '2.25rem',
      cell: (call) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: it only keeps a click on the box from opening the row.
        <label className="grid h-8 place-items-center" onClick={(event) => event.stopPropagation()}>
          <input
            aria-label={t('compare.choose', { call: `${call.method} ${call.path}` })}
            checked={marked.includes(call.id)}
            className="size-3.5 accent-accent"
            onChange={() => toggle(call)}
            tabIndex={-1}
            type="checkbox"
          />
        </label>
      ),
    }),
    [t, marked, toggle],
  );
}

export type CompareBarProps = {
  marked: readonly string[];
  onClear: () => void;
  hrefOf: (first: string, second: string) => string;
};

/** What is chosen, and the way to the comparison; nothing while nothing is chosen. */
export function CompareBar({ marked, onClear, hrefOf }: CompareBarProps) {
  const t = useTranslations('distribution');
  const [first, second] = marked;
  return (
    <>
      <LiveRegion>{t('compare.chosen', { count: marked.length })}</LiveRegion>
      {first === undefined ? null : (
        <>
          {second === undefined ? (
            <span className="text-muted text-xs">{t('compare.another')}</span>
          ) : (
            <Link className={buttonVariants({ variant: 'primary' })} href={hrefOf(first, second) as Route}>
              <GitCompareArrows aria-hidden />
              {t('compare.go')}
            </Link>
          )}
          <Button onClick={onClear} variant="ghost">
            {t('compare.clear')}
          </Button>
        </>
      )}
    </>
  );
}
