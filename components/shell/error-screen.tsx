'use client';

import { RotateCw } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';

/** What stands in place of a page that threw. */
export function ErrorScreen({ error, retry }: { error: unknown; retry: () => void }) {
  const t = useTranslations('shell.error');
  const digest = digestOf(error);
  return (
    <main className="pt-[12vh]" role="alert">
      <EmptyState
        action={
          <Button onClick={retry} variant="primary">
            <RotateCw aria-hidden />
            {t('retry')}
          </Button>
        }
        title={t('title')}
      >
        <p>{t('text')}</p>
        {digest ? <p className="mt-2 font-mono text-xs">{t('digest', { digest })}</p> : null}
      </EmptyState>
    </main>
  );
}

/** Next's fingerprint of an error thrown on the server: the same stands in the log. */
function digestOf(error: unknown): string | null {
  if (typeof error !== 'object' || error === null || !('digest' in error)) return null;
  return typeof error.digest === 'string' ? error.digest : null;
}
