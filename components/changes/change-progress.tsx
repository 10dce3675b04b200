'use client';

import { useTranslations } from 'next-intl';
import type { ChangeSummary, ItemStatus } from '@/lib/changes/dto';
import { doneCount } from './change-words';

const parts: readonly { status: ItemStatus; color: string }[] = [
  { status: 'written', color: 'bg-ok-solid' },
  { status: 'unchanged', color: 'bg-ok-solid/50' },
  { status: 'conflict', color: 'bg-client-error-solid' },
  { status: 'failed', color: 'bg-server-error-solid' },
  { status: 'unknown', color: 'bg-timeout-solid' },
  { status: 'skipped', color: 'bg-unknown-solid' },
  { status: 'writing', color: 'bg-accent' },
];

/** How many of the routes are done, and how many have which result: as a bar, and in words. */
export function ChangeProgress({ change }: { change: Pick<ChangeSummary, 'counts' | 'status'> }) {
  const t = useTranslations('changes');
  const { counts } = change;
  if (counts.total < 2 && change.status === 'done') return null;
  const done = doneCount(change);
  return (
    <div className="space-y-1">
      <div
        aria-label={t('one.progress')}
        aria-valuemax={counts.total}
        aria-valuemin={0}
        aria-valuenow={done}
        aria-valuetext={t('one.progressText', { done, total: counts.total })}
        className="flex h-2 overflow-hidden rounded-sm bg-line"
        role="progressbar"
      >
        {parts.map(({ status, color }) => (
          <span
            className={color}
            key={status}
            style={{ width: `${counts.total === 0 ? 0 : (counts[status] / counts.total) * 100}%` }}
          />
        ))}
      </div>
      <p className="flex flex-wrap gap-x-3 text-muted text-xs tabular-nums">
        <span title={t('counts.ofWhy')}>{t('one.progressText', { done, total: counts.total })}</span>
        {[...parts.map(({ status }) => status), 'waiting' as const].map((status) =>
          counts[status] > 0 && status !== 'writing' ? (
            <span key={status}>{t(`counts.${status}`, { count: counts[status] })}</span>
          ) : null,
        )}
      </p>
    </div>
  );
}
