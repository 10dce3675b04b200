'use client';

import { useTranslations } from 'next-intl';
import { Tooltip } from '@/components/ui/tooltip';
import type { ChangeSummary } from '@/lib/changes/dto';

/** What the reading back of the writes said. */
export function VerifiedState({
  change: { counts },
  tabIndex,
}: {
  change: Pick<ChangeSummary, 'counts'>;
  tabIndex?: number;
}) {
  const t = useTranslations('changes.verified');
  const focus = tabIndex === undefined ? {} : { tabIndex };
  if (counts.written === 0) return <span className="text-subtle">{t('none')}</span>;
  if (counts.unverified === 0)
    return (
      <Tooltip content={t('allWhy')} {...focus}>
        <span className="text-ok">{t('all')}</span>
      </Tooltip>
    );
  return (
    <Tooltip content={t('someWhy')} {...focus}>
      <span className="font-medium text-server-error">{t('some', { count: counts.unverified })}</span>
    </Tooltip>
  );
}
