'use client';

import { useTranslations } from 'next-intl';
import { HollowMark } from '@/components/traces/call-marks';
import { Tooltip } from '@/components/ui/tooltip';
import type { RouteNumbers } from '@/lib/deepflow/gateway-numbers';

export type CertaintyMarkProps = {
  route: Pick<RouteNumbers, 'calls' | 'attributed'>;
  /** -1 inside a grid, where the grid moves the focus. */
  tabIndex: 0 | -1;
};

/** How surely the calls are the route's: nothing when exact, `~` when some are computed, a hollow mark when some are left out. */
export function CertaintyMark({ route: { calls, attributed }, tabIndex }: CertaintyMarkProps) {
  const t = useTranslations('routes.numbers');
  const { computed, ambiguous, candidates } = attributed;
  if (ambiguous > 0) {
    const why = t('ambiguous', { count: ambiguous, candidates });
    return (
      <Tooltip content={why} tabIndex={tabIndex}>
        <HollowMark count={candidates} />
        <span className="sr-only">{why}</span>
      </Tooltip>
    );
  }
  if (computed === 0) return <span className="sr-only">{t('exact')}</span>;
  const why = t('computed', { computed, calls });
  return (
    <Tooltip className="w-4 justify-center text-subtle" content={why} tabIndex={tabIndex}>
      <span aria-hidden>~</span>
      <span className="sr-only">{why}</span>
    </Tooltip>
  );
}
