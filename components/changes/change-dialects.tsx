'use client';

import { useTranslations } from 'next-intl';
import { lazy, Suspense, useState } from 'react';
import { Card, CardBody } from '@/components/ui/card';
import { Skeleton } from '@/components/ui/skeleton';
import type { ChangeSummary } from '@/lib/changes/dto';

const DialectText = lazy(async () => ({ default: (await import('./dialect-text')).DialectText }));

/** The same change in the language of whoever owns the routes. Read and written when it is opened. */
export function ChangeDialects({ gatewayId, change }: { gatewayId: string; change: ChangeSummary }) {
  const t = useTranslations('changes.dialects');
  const [wasOpened, setWasOpened] = useState(false);
  return (
    <Card className="mx-4 mb-4 shrink-0 max-sm:mx-2">
      <CardBody>
        <details onToggle={({ currentTarget }) => currentTarget.open && setWasOpened(true)}>
          <summary className="w-fit font-semibold hover:text-accent">{t('title')}</summary>
          <p className="mt-1 text-muted">{t('intro')}</p>
          {wasOpened ? (
            <Suspense fallback={<Skeleton className="mt-3 h-40 rounded-lg" />}>
              <DialectText change={change} gatewayId={gatewayId} />
            </Suspense>
          ) : null}
        </details>
      </CardBody>
    </Card>
  );
}
