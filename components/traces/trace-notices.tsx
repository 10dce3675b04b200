'use client';

import { useTranslations } from 'next-intl';
import { useQueryState } from 'nuqs';
import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import type { TraceNotice } from '@/lib/deepflow/dto';
import { formatExact } from '@/lib/telemetry/format';
import { traceParams } from './trace-params';

/**
 * What limits this trace, in words: whatever is missing or was moved is said before the spans. Where a row limit cut
 * it, the rest can be read, unless it comes from a file; that is part of the address.
 */
export function TraceNotices({ notices, isFile = false }: { notices: readonly TraceNotice[]; isFile?: boolean }) {
  const words = useNoticeWords(notices);
  if (notices.length === 0) return null;
  const isGrave = notices.some(({ kind }) => grave.has(kind));
  return (
    <Notice className="py-1.5 text-xs" tone={isGrave ? 'warning' : 'info'}>
      {notices.map((notice) => (
        <p key={JSON.stringify(notice)}>
          {words(notice)}
          {notice.kind === 'cut' && notice.found !== null && !isFile ? (
            <ReadRest count={notice.found - notice.shown} />
          ) : null}
        </p>
      ))}
    </Notice>
  );
}

const grave: ReadonlySet<TraceNotice['kind']> = new Set(['partial', 'service_failed', 'cut', 'from_rows']);

function ReadRest({ count }: { count: number }) {
  const t = useTranslations('traces.notices');
  const [rows, setRows] = useQueryState('rows', traceParams.rows.withOptions({ history: 'push' }));
  // With all of them the limit is the console's own.
  if (rows === 'all') return null;
  return (
    <Button className="ms-2" onClick={() => setRows('all')} size="sm" title={t('readRestHint')}>
      {t('readRest', { count })}
    </Button>
  );
}

function useNoticeWords(notices: readonly TraceNotice[]): (notice: TraceNotice) => string {
  const t = useTranslations('traces.notices');
  return (notice) => {
    switch (notice.kind) {
      case 'partial':
      case 'service_failed':
        return t(notice.kind, { detail: notice.detail });
      // Who gave no answer has not said that there is no trace.
      case 'from_rows':
        return t(notices.some(({ kind }) => kind === 'service_failed') ? 'from_rows_alone' : notice.kind);
      case 'spans_only':
        return t(notice.kind);
      case 'cut':
        return notice.found === null
          ? t('cutUnknown', { shown: formatExact(notice.shown, '') })
          : t('cut', { shown: formatExact(notice.shown, ''), found: formatExact(notice.found, '') });
      case 'completed':
        return t('completed', { count: notice.rows });
      case 'missing_parents':
      case 'foreign_roots':
      case 'rings':
      case 'doubtful_times':
        return t(notice.kind, { count: notice.count });
      case 'clock_corrected':
        return t('clock_corrected', { count: notice.hosts });
      case 'merged':
        return t('merged', { by: notice.by });
    }
  };
}
