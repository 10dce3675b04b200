'use client';

import { useTranslations } from 'next-intl';
import { Button } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';
import { Notice } from '@/components/ui/notice';
import { useProblemWords } from '@/components/ui/problem-words';
import { SentenceGap } from '@/components/ui/sentence-gap';
import { TimeStamp } from '@/components/ui/time-stamp';
import type { Problem } from '@/lib/http/problem';

export type StaleNoticeProps = {
  what: 'list' | 'route';
  problem: Problem;
  readAt: number;
  onRetry: () => void;
  className?: string;
};

/** Says that what is shown is old, how old, and why. */
export function StaleNotice({ what, problem, readAt, onRetry, className }: StaleNoticeProps) {
  const t = useTranslations('routes');
  const retry = useTranslations('problems')('retry');
  const { title } = useProblemWords(problem);
  return (
    <Notice
      action={
        <Button onClick={onRetry} size="sm">
          {retry}
        </Button>
      }
      className={cn('mx-4 mb-2', className)}
      tone="warning"
    >
      <span className="font-medium">{t.rich(`stale.${what}`, { when: () => <TimeStamp at={readAt} /> })}</span>
      <SentenceGap />
      {t('stale.why', { problem: title })}
    </Notice>
  );
}
