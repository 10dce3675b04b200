'use client';

import { Columns3 } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { lazy, Suspense } from 'react';
import { IconButton } from '@/components/ui/icon-button';
import { Popover } from '@/components/ui/popover';
import type { ViewPanelProps } from './view-panel';

const ViewPanel = lazy(async () => ({ default: (await import('./view-panel')).ViewPanel }));

/** How the table looks: which columns, how wide, how high. */
export function ViewOptions(props: ViewPanelProps) {
  const t = useTranslations('routes');
  return (
    <Popover
      align="end"
      className="min-h-80 w-64 space-y-2"
      label={t('view')}
      trigger={(trigger) => (
        <IconButton label={t('view')} {...trigger}>
          <Columns3 aria-hidden />
        </IconButton>
      )}
    >
      <Suspense>
        <ViewPanel {...props} />
      </Suspense>
    </Popover>
  );
}
