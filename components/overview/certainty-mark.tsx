'use client';

import { useTranslations } from 'next-intl';
import { HollowMark } from '@/components/traces/call-marks';
import { Tooltip } from '@/components/ui/tooltip';
import type { RouteNumbers } from '@/lib/deepflow/gateway-numbers';

/** How sure a route's numbers are: nothing when all are exact, `~` when some are computed, a hollow mark when some are missing. */
export function CertaintyMark({ attributed }: Pick<RouteNumbers, 'attributed'>) {
  const t = useTranslations('overview.certainty');
  const { exact, computed, ambiguous, candidates } = attributed;
  if (ambiguous > 0)
    return (
      <Tooltip content={t('ambiguousWhy', { count: ambiguous, candidates })} tabIndex={-1}>
        <HollowMark count={candidates} />
        <span className="sr-only">{t('ambiguous')}</span>
      </Tooltip>
    );
  if (computed > 0)
    return (
      <Tooltip className="px-1 text-subtle" content={t('computedWhy', { computed, exact })} tabIndex={-1}>
        <span aria-hidden>~</span>
        <span className="sr-only">{t('computed')}</span>
      </Tooltip>
    );
  return <span className="sr-only">{t('exact')}</span>;
}
