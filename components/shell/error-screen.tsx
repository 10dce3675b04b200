'use client';

import { useTranslations } from 'next-intl';

/**
 * What stands in place of a page that threw. Every page loads it before it is needed, so it is built of plain elements:
 * the parts it could use would come a second time with it.
 */
export function ErrorScreen({ error, retry }: { error: unknown; retry: () => void }) {
  const t = useTranslations('shell.error');
  const digest = digestOf(error);
  return (
    <main className="mx-auto flex max-w-lg flex-col items-center gap-2 px-4 pt-[12vh] text-center" role="alert">
      <h1 className="font-semibold text-base">{t('title')}</h1>
      <p className="text-pretty text-muted">{t('text')}</p>
      {digest ? <p className="font-mono text-xs">{t('digest', { digest })}</p> : null}
      <button
        className="mt-2 h-7 rounded-md bg-accent px-2.5 font-medium text-on-accent hover:bg-accent-strong"
        onClick={retry}
        type="button"
      >
        {t('retry')}
      </button>
    </main>
  );
}

/** Next's fingerprint of an error thrown on the server: the same stands in the log. */
function digestOf(error: unknown): string | null {
  if (typeof error !== 'object' || error === null || !('digest' in error)) return null;
  return typeof error.digest === 'string' ? error.digest : null;
}
