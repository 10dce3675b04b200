'use client';

import { Undo2 } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useMemo } from 'react';
import { hrefs } from '@/components/shell/hrefs';
import { TimeStamp } from '@/components/ui/time-stamp';
import type { ChangeSummary } from '@/lib/changes/dto';
import { ChangeStatusChip } from './change-chips';
import { canUndo } from './change-words';
import type { GridColumn } from './row-grid';
import { TimedState } from './timed-state';
import { UndoButton } from './undo-button';
import { useChangeWords } from './use-change-words';
import { VerifiedState } from './verified-state';

/** The columns of the list of changes. */
export function useChangeColumns(gatewayId: string): readonly GridColumn<ChangeSummary>[] {
  const t = useTranslations('changes');
  const words = useChangeWords();
  return useMemo(
    () => [
      { key: 'when', head: t('column.when'), track: '8.5rem', cell: ({ at }) => <TimeStamp at={at} /> },
      {
        key: 'what',
        head: t('column.what'),
        track: 'minmax(14rem,3fr)',
        cell: (change, tabIndex) => (
          <Link
            className="truncate rounded-sm font-medium hover:text-accent hover:underline"
            href={hrefs.change(gatewayId, change.id)}
            prefetch={false}
            tabIndex={tabIndex}
            title={words.what(change)}
          >
            {words.what(change)}
          </Link>
        ),
      },
      {
        key: 'routes',
        head: t('column.routes'),
        track: 'minmax(10rem,3fr)',
        cell: (change) => (
          <span className="truncate" title={change.objects.map(({ id, name }) => name || id).join('\n')}>
            {words.on(change)}
          </span>
        ),
      },
      {
        key: 'who',
        head: t('column.who'),
        track: 'minmax(7rem,1fr)',
        cell: ({ actor, origin }) => (
          <span className="truncate" title={`${actor}, ${t(`origin.${origin}`)}`}>
            {origin === 'person' ? actor : `${actor} · ${t(`origin.${origin}`)}`}
          </span>
        ),
      },
      {
        key: 'status',
        head: t('column.status'),
        track: '16rem',
        cell: (change, tabIndex) => (
          <>
            <ChangeStatusChip change={change} tabIndex={tabIndex} />
            <span className="truncate text-muted tabular-nums" title={words.progressWhy(change)}>
              {words.progress(change)}
            </span>
          </>
        ),
      },
      {
        key: 'verified',
        head: t('column.verified'),
        track: '8rem',
        cell: (change, tabIndex) => <VerifiedState change={change} tabIndex={tabIndex} />,
      },
      {
        key: 'timed',
        head: t('column.timed'),
        track: '7.5rem',
        cell: (change, tabIndex) => <TimedState change={change} tabIndex={tabIndex} />,
      },
      {
        key: 'undo',
        head: t('column.undo'),
        track: '7rem',
        cell: (change, tabIndex) =>
          change.undoneBy ? (
            <Link
              className="inline-flex items-center gap-1 rounded-sm text-muted hover:underline [&_svg]:size-3"
              href={hrefs.change(gatewayId, change.undoneBy)}
              prefetch={false}
              tabIndex={tabIndex}
            >
              <Undo2 aria-hidden />
              {t('undo.undone')}
            </Link>
          ) : canUndo(change) ? (
            <UndoButton change={change} gatewayId={gatewayId} size="sm" tabIndex={tabIndex} />
          ) : null,
      },
    ],
    [gatewayId, t, words],
  );
}
