'use client';

import { useTranslations } from 'next-intl';
import { Notice } from '@/components/ui/notice';
import type { TraceNotice } from '@/lib/deepflow/dto';

/** What limits this trace, in words: whatever is missing or was moved is said before the spans. */
export function TraceNotices({ notices }: { notices: readonly TraceNotice[] }) {
  const words = useNoticeWords();
  if (notices.length === 0) return null;
  const isGrave = notices.some(({ kind }) => kind === 'partial' || kind === 'cut' || kind === 'from_rows');
  return (
    <Notice className="py-1.5 text-xs" tone={isGrave ? 'warning' : 'info'}>
      {notices.map((notice) => (
        <p key={JSON.stringify(notice)}>{words(notice)}</p>
      ))}
    </Notice>
  );
}

function useNoticeWords(): (notice: TraceNotice) => string {
  const t = useTranslations('traces.notices');
  return (notice) => {
    switch (notice.kind) {
      case 'partial':
        return t('partial', { detail: notice.detail });
      case 'from_rows':
        return t('from_rows');
      case 'cut':
        return notice.found === null
          ? t('cutUnknown', { shown: notice.shown })
          : t('cut', { shown: notice.shown, found: notice.found });
      case 'missing_parents':
        return t('missing_parents', { count: notice.count });
      case 'clock_corrected':
        return t('clock_corrected', { count: notice.hosts });
      case 'spans_only':
        return t('spans_only');
      case 'merged':
        return t('merged', { by: notice.by });
    }
  };
}
