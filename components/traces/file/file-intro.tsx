import { FileUp } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { formatBytes } from '@/lib/telemetry/format';
import { mostFileBytes } from '@/lib/telemetry/trace/formats/file-problem';

/** Before a file is chosen: how to open one, and which can be read. */
export function FileIntro({ onChoose }: { onChoose: () => void }) {
  const t = useTranslations('traceFile');
  return (
    <div className="overflow-auto p-4">
      <div className="mx-auto max-w-2xl rounded-lg border border-line-strong border-dashed">
        <EmptyState
          action={
            <Button onClick={onChoose} variant="primary">
              <FileUp aria-hidden />
              {t('choose')}
            </Button>
          }
          title={t('chooseTitle')}
        >
          {t('chooseText')}
        </EmptyState>
      </div>
      <section className="mx-auto mt-4 max-w-2xl text-muted">
        <h2 className="font-medium text-fg">{t('formats.title')}</h2>
        <ul className="mt-1 list-disc space-y-0.5 pl-5">
          <li>{t('formats.otlp')}</li>
          <li>{t('formats.jaeger')}</li>
          <li>{t('formats.own')}</li>
          <li>{t('formats.packed', { size: formatBytes(mostFileBytes) })}</li>
        </ul>
      </section>
    </div>
  );
}
