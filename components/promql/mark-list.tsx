'use client';

import { CircleAlert } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { PromqlMark } from './create-promql-editor';

/** The marks of the text as a list: for those who do not see them there. */
export function MarkList({ marks, onGo }: { marks: readonly PromqlMark[]; onGo: (mark: PromqlMark) => void }) {
  const t = useTranslations('promql.editor');
  return (
    <ul aria-label={t('faults')} aria-live="polite" className="space-y-0.5 text-xs">
      {marks.map((mark) => (
        <li
          className="flex items-start gap-1.5 [&>svg]:mt-0.5 [&>svg]:size-3.5 [&>svg]:shrink-0"
          key={`${mark.from} ${mark.to} ${mark.message}`}
        >
          <CircleAlert aria-hidden className="text-server-error" />
          <button className="text-accent hover:underline" onClick={() => onGo(mark)} type="button">
            {t('line', { line: mark.line })}
          </button>
          <span className="min-w-0 break-words">{mark.message}</span>
        </li>
      ))}
    </ul>
  );
}
