import { FileUp } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Button } from '@/components/ui/button';
import { Select } from '@/components/ui/select';
import { formatDuration } from '@/lib/telemetry/format';
import type { OpenedTrace } from '@/lib/telemetry/trace/columns';

export type FileTraceBarProps = {
  opened: OpenedTrace;
  /** Id of the trace that was asked for; the file's largest is shown without one. */
  picked: string | undefined;
  onPick: (traceId: string) => void;
  onChoose: () => void;
};

/** Which file is shown, which of its traces, and the way to another. */
export function FileTraceBar({ opened, picked, onPick, onChoose }: FileTraceBarProps) {
  const t = useTranslations('traceFile');
  const traces = opened.fileTraces ?? [];
  return (
    <div className="flex shrink-0 flex-wrap items-center gap-x-3 gap-y-1 border-b px-4 py-1.5 max-sm:px-2">
      <span className="min-w-0 truncate font-mono text-xs" title={opened.fileName ?? undefined}>
        {opened.fileName}
      </span>
      {traces.length > 1 ? (
        <>
          <span className="text-muted text-xs">{t('several', { count: traces.length })}</span>
          <Select
            aria-label={t('pick')}
            className="max-w-full sm:max-w-96"
            onChange={(event) => onPick(event.target.value)}
            value={picked ?? traces[0]?.id}
          >
            {traces.map(({ id, name, spans, durationUs }) => (
              <option key={id} value={id}>
                {t('pickOption', {
                  name,
                  spans: t('spanCount', { count: spans }),
                  duration: formatDuration(durationUs),
                  id: id.slice(0, 8),
                })}
              </option>
            ))}
          </Select>
        </>
      ) : null}
      <Button className="ml-auto" onClick={onChoose} size="sm">
        <FileUp aria-hidden />
        {t('chooseOther')}
      </Button>
    </div>
  );
}
