import { useTranslations } from 'next-intl';
import { useReasonWords } from '@/components/changes/use-reason-words';
import { Notice } from '@/components/ui/notice';
import type { ChangeSummary } from '@/lib/changes/dto';

/** What became of an undo: one object, which it has written or not. */
export function Undone({ summary, text }: { summary: ChangeSummary; text: string }) {
  const t = useTranslations('instrumentation.outcome');
  const reason = useReasonWords()(summary.reason);
  if (summary.counts.written > 0) return <p className="rounded-md bg-ok-soft px-3 py-2">{text}</p>;
  return (
    <Notice title={t('notUndone')} tone="warning">
      {reason ?? t('notUndoneText')}
    </Notice>
  );
}
