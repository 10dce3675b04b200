'use client';

import { ArrowLeftRight } from 'lucide-react';
import type { Route } from 'next';
import Link from 'next/link';
import { useSearchParams } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { hrefs } from '@/components/shell/hrefs';
import { buttonVariants } from '@/components/ui/button';

/** The same comparison the other way round. */
export function SwapLink({ gatewayId, callId, otherId }: { gatewayId: string; callId: string; otherId: string }) {
  const t = useTranslations('spans.compare');
  const search = useSearchParams().toString();
  const href = `${hrefs.compareTraces(gatewayId, otherId, callId)}${search === '' ? '' : `?${search}`}`;
  return (
    <Link className={buttonVariants({ size: 'sm' })} href={href as Route} replace>
      <ArrowLeftRight aria-hidden />
      {t('swap')}
    </Link>
  );
}
