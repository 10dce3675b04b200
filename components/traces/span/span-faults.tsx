'use client';

import { useTranslations } from 'next-intl';
import { Notice } from '@/components/ui/notice';
import type { Span } from '@/lib/deepflow/dto';
import { formatDuration } from '@/lib/telemetry/format';
import type { OpenedTrace } from '@/lib/telemetry/trace/columns';
import { faultsOf } from '@/lib/telemetry/trace/faults';

export type SpanFaultsProps = { opened: OpenedTrace; index: number; span: Span | undefined };

/** What about a span does not fit, why that happens, and what it means for reading it. */
export function SpanFaults({ opened, index, span }: SpanFaultsProps) {
  const t = useTranslations('spans.fault');
  const faults = faultsOf(opened.columns.fault[index] ?? 0);
  const shiftUs = span?.shiftUs ?? 0;
  const host = opened.tables.hosts[opened.columns.host[index] ?? -1] ?? '';
  if (faults.length === 0 && shiftUs === 0) return null;
  return (
    <div className="flex flex-col gap-2" data-slot="span-faults">
      {faults.map((fault) => (
        <Notice key={fault} title={t(`${fault}.title`)} tone="warning">
          <p>{t(`${fault}.why`)}</p>
          <p className="text-muted">{t(`${fault}.means`)}</p>
        </Notice>
      ))}
      {shiftUs === 0 ? null : (
        <Notice tone="info">
          {t(shiftUs > 0 ? 'shiftedLater' : 'shiftedEarlier', {
            shift: formatDuration(Math.abs(shiftUs)),
            host: host === '' ? t('thisHost') : host,
          })}
        </Notice>
      )}
    </div>
  );
}
