'use client';

import { CircleAlert } from 'lucide-react';
import { useLocale, useTranslations } from 'next-intl';
import { Kbd } from '@/components/ui/kbd';
import type { PromqlMark } from './create-promql-editor';

/** The marks of the text as a list, for those who do not see them there; how to run it while there are none. */
export function MarkList({ marks, onGo }: { marks: readonly PromqlMark[]; onGo: (mark: PromqlMark) => void }) {
  const t = useTranslations('promql.editor');
  const locale = useLocale();
  return (
    <div className="min-h-5 text-xs leading-5">
      {marks.length === 0 ? <Hint /> : null}
      <ul aria-label={t('faults')} aria-live="polite">
        {marks.map((mark) => (
          <li
            className="flex items-start gap-1.5 [&>svg]:mt-[3px] [&>svg]:size-3.5 [&>svg]:shrink-0"
            key={`${mark.from} ${mark.to} ${mark.message}`}
          >
            <CircleAlert aria-hidden className="text-server-error" />
            <button className="shrink-0 text-accent hover:underline" onClick={() => onGo(mark)} type="button">
              {t('line', { line: mark.line })}
            </button>
            <span className="min-w-0 break-words" title={mark.raw ?? undefined}>
              {mark.message}
              {mark.raw === null || locale === 'en' || mark.message.includes(mark.raw) ? null : (
                <span className="ml-2 text-subtle" lang="en">
                  {mark.raw}
                </span>
              )}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Hint() {
  const t = useTranslations('promql');
  return (
    <p className="text-subtle">
      {t.rich('hint', {
        keys: () => (
          <>
            <Kbd>Ctrl-Enter</Kbd> <Kbd>⌘Enter</Kbd>
          </>
        ),
      })}
    </p>
  );
}
