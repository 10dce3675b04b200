'use client';

import { Lock, TriangleAlert } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Tooltip } from '@/components/ui/tooltip';
import type { RouteSummary } from '@/lib/apisix/dto';
import { useFaultWords } from './fault-words';

/** Small marks beside a route's name: what is wrong with it, and who else writes it. */
export function RouteMarks({ route, tabIndex }: { route: RouteSummary; tabIndex?: number }) {
  const t = useTranslations('routes');
  const faultWords = useFaultWords();
  const focus = tabIndex === undefined ? {} : { tabIndex };
  return (
    <>
      {route.faults.length > 0 ? (
        <Tooltip aria-label={t('faultsTitle')} content={t('faults', { faults: faultWords(route.faults) })} {...focus}>
          <TriangleAlert aria-hidden className="size-3.5 shrink-0 text-client-error" />
        </Tooltip>
      ) : null}
      {route.managedBy ? (
        <Tooltip
          aria-label={t('managedBy', { owner: route.managedBy })}
          content={t('managedBy', { owner: route.managedBy })}
          {...focus}
        >
          <Lock aria-hidden className="size-3 shrink-0 text-subtle" />
        </Tooltip>
      ) : null}
    </>
  );
}
