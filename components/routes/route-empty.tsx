'use client';

import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { hrefs } from '@/components/shell/hrefs';
import { Button, buttonVariants } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';

export type RouteEmptyProps = { gatewayId: string; total: number; onClear: () => void };

/** No rows: because the gateway has none, or because none matches. */
export function RouteEmpty({ gatewayId, total, onClear }: RouteEmptyProps) {
  const t = useTranslations('routes');
  if (total === 0)
    return (
      <EmptyState
        action={
          <Link className={buttonVariants()} href={hrefs.status(gatewayId)}>
            {t('empty.action')}
          </Link>
        }
        title={t('empty.title')}
      >
        {t('empty.text')}
      </EmptyState>
    );
  return (
    <EmptyState
      action={<Button onClick={onClear}>{t('nothingMatches.action')}</Button>}
      title={t('nothingMatches.title')}
    >
      {t('nothingMatches.text', { total })}
    </EmptyState>
  );
}
