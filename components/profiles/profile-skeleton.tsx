'use client';

import { useTranslations } from 'next-intl';
import { Skeleton } from '@/components/ui/skeleton';

const bars = [100, 96, 88, 70, 62, 41, 30, 22];

/** As a profile looks before it is there. */
export function ProfileSkeleton({ withTools = false }: { withTools?: boolean }) {
  const t = useTranslations('profiles');
  return (
    <div aria-busy="true" className="flex flex-col gap-3 p-4 max-sm:p-2">
      <span className="sr-only">{t('reading')}</span>
      {withTools ? <Skeleton className="h-7 w-72 max-w-full" /> : null}
      <Skeleton className="w-96 max-w-full" />
      <div className="flex flex-col gap-px">
        {bars.map((width) => (
          <Skeleton className="h-4.5 rounded-none" key={width} style={{ width: `${width}%` }} />
        ))}
      </div>
    </div>
  );
}
