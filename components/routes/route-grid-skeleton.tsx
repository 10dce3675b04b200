'use client';

import { useTranslations } from 'next-intl';
import { Skeleton } from '@/components/ui/skeleton';
import { gridLayout } from './grid-layout';
import type { RouteListParams } from './search-params';

const rows = Array.from({ length: 24 }, (_, index) => index);

/** The table before its first rows, in its final measures. */
export function RouteGridSkeleton({ params }: { params: RouteListParams }) {
  const t = useTranslations('common');
  const { shown, template, rowHeight } = gridLayout(params);
  return (
    <div className="min-h-0 flex-1 overflow-hidden border-t" data-slot="route-grid-skeleton" role="status">
      <span className="sr-only">{t('loading')}</span>
      <div className="h-8 border-b bg-sunken" />
      {rows.map((row) => (
        <div
          className="grid items-center border-b"
          key={row}
          style={{ gridTemplateColumns: template, height: rowHeight }}
        >
          {shown.map(({ id }, column) => (
            <Skeleton className="mx-2" key={id} style={{ width: `${45 + ((row * 7 + column * 13) % 40)}%` }} />
          ))}
        </div>
      ))}
    </div>
  );
}
