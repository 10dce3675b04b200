'use client';

import { useTranslations } from 'next-intl';
import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import { useProblemWords } from '@/components/ui/problem-words';
import { TimeStamp } from '@/components/ui/time-stamp';
import type { Problem } from '@/lib/http/problem';

/** Says that the rows are old, how old, and why. */
export function StaleNotice({ problem, readAt, onRetry }: { problem: Problem; readAt: number; onRetry: () => void }) {
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
      className="mx-4 mb-2"
      tone="warning"
    >
      <span className="font-medium">{t.rich('stale', { when: () => <TimeStamp at={readAt} /> })}</span>
      {' · '}
      {t('staleWhy', { problem: title })}
    </Notice>
  );
}
