import { useTranslations } from 'next-intl';
import { formatDuration } from '@/lib/telemetry/format';
import type { OpenedTrace } from '@/lib/telemetry/trace/columns';
import type { TraceEngine } from '@/lib/telemetry/trace/engine';

export type FileTraceViewProps = { gatewayId: string; opened: OpenedTrace; engine: TraceEngine };

/** The trace of a file. */
export function FileTraceView({ opened }: FileTraceViewProps) {
  const t = useTranslations('traceFile');
  return (
    <p className="p-4">
      {t('spanCount', { count: opened.columns.count })} · {formatDuration(opened.endUs - opened.startUs)}
    </p>
  );
}
