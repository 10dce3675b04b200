import { LoaderCircle } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { formatBytes } from '@/lib/telemetry/format';

/** While a file is read: which one, how large, and what takes the time. */
export function FileReading({ file }: { file: File }) {
  const t = useTranslations('traceFile');
  return (
    <div aria-busy="true" className="mx-auto flex max-w-lg flex-col items-center gap-2 px-4 py-12 text-center">
      <LoaderCircle aria-hidden className="size-5 text-accent motion-safe:animate-spin" />
      <p className="font-semibold text-base break-all" role="status">
        {t('reading', { name: file.name, size: formatBytes(file.size) })}
      </p>
      <p className="text-pretty text-muted">{t('readingText')}</p>
    </div>
  );
}
