'use client';

import { useIsFetching, useQueryClient } from '@tanstack/react-query';
import { RotateCw } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { IconButton } from '@/components/ui/icon-button';

/** Reads everything on the page anew. */
export function RefreshButton() {
  const t = useTranslations('shell');
  const queryClient = useQueryClient();
  const isFetching = useIsFetching() > 0;
  return (
    <IconButton
      aria-busy={isFetching}
      label={t('refresh')}
      onClick={() => void queryClient.invalidateQueries({ refetchType: 'active' })}
    >
      <RotateCw aria-hidden className={isFetching ? 'motion-safe:animate-spin' : undefined} />
    </IconButton>
  );
}
