'use client';

import { useTranslations } from 'next-intl';
import type { ComponentProps } from 'react';

/** Stands where something will be: grey bars for who sees it, a word for who hears it. */
export function Loading({ children, ...props }: ComponentProps<'div'>) {
  const t = useTranslations('common');
  return (
    <div aria-busy="true" {...props}>
      <span className="sr-only">{t('loading')}</span>
      {children}
    </div>
  );
}
