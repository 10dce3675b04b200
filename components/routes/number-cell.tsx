'use client';

import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { HollowMark } from '@/components/traces/call-marks';
import { Skeleton } from '@/components/ui/skeleton';
import { Sparkline } from '@/components/ui/sparkline';
import { Tooltip } from '@/components/ui/tooltip';
import type { NumberSort } from '@/lib/apisix/dto';
import type { NumbersOfRoutes, RouteNumbers } from '@/lib/deepflow/gateway-numbers';
import { formatDuration, formatExact, formatRate, formatShare, missing } from '@/lib/telemetry/format';

/** Makes the cells of one answer. A route that was not asked for yet is waited for; where there is no answer it is missing. */
export function numberCells(data: NumbersOfRoutes | null, isFetching: boolean) {
  const asked = new Set(data?.asked);
  const byId = new Map(data?.routes.map((route) => [route.routeId, route]));
  return (column: NumberSort, routeId: string): ReactNode => {
    if (!data || !asked.has(routeId))
      return isFetching ? <Skeleton className="ml-auto w-10" /> : <Value>{missing}</Value>;
    if (!data.isObserved) return <Value>{missing}</Value>;
    return <NumberCell column={column} route={byId.get(routeId) ?? null} />;
  };
}

/** Null: the route had no call. */
function NumberCell({ column, route }: { column: NumberSort; route: RouteNumbers | null }) {
  const t = useTranslations('routes.numbers');
  const calls = route?.calls ?? 0;
  if (column === 'rate')
    return (
      <>
        {route ? <CertaintyMark route={route} /> : null}
        <span className="min-w-0 flex-1" />
        {route && calls > 0 ? (
          <Sparkline className="h-4 w-10 shrink-0" label={t('spark')} values={route.spark} />
        ) : null}
        <Value
          className="w-[4.625rem] shrink-0"
          isQuiet={calls === 0}
          title={
            route && calls > 0
              ? `${formatExact(route.perSecond, '/s')}\n${t('calls', { count: calls, ...route.attributed })}`
              : t('noCalls')
          }
        >
          {formatRate(route?.perSecond ?? 0)}
        </Value>
      </>
    );
  if (!route || calls === 0) return <Value title={t('noCalls')}>{missing}</Value>;
  if (column === 'errors')
    return (
      <Value isQuiet={route.errors === 0} title={t('errors', { errors: route.errors, calls })}>
        {formatShare(route.errorShare)}
      </Value>
    );
  return (
    <Value title={t('p95', { exact: formatExact(route.p95Us, 'µs'), p50: formatDuration(route.p50Us) })}>
      {formatDuration(route.p95Us)}
    </Value>
  );
}

type ValueProps = { children: string; title?: string; isQuiet?: boolean; className?: string };

function Value({ children, title, isQuiet = children === missing, className = 'w-full' }: ValueProps) {
  return (
    <span
      className={`${className} whitespace-nowrap text-right font-mono tabular-nums ${isQuiet ? 'text-subtle' : ''}`}
      title={title}
    >
      {children}
    </span>
  );
}

/** How surely the calls are the route's: nothing when exact, `~` when some are computed, a hollow mark when some are left out. */
function CertaintyMark({ route: { calls, attributed } }: { route: RouteNumbers }) {
  const t = useTranslations('routes.numbers');
  const { computed, ambiguous, candidates } = attributed;
  if (ambiguous > 0) {
    const why = t('ambiguous', { count: ambiguous, candidates });
    return (
      <Tooltip content={why} tabIndex={-1}>
        <HollowMark count={candidates} />
        <span className="sr-only">{why}</span>
      </Tooltip>
    );
  }
  if (computed === 0) return <span className="sr-only">{t('exact')}</span>;
  const why = t('computed', { computed, calls });
  return (
    <Tooltip className="w-4 justify-center text-subtle" content={why} tabIndex={-1}>
      <span aria-hidden>~</span>
      <span className="sr-only">{why}</span>
    </Tooltip>
  );
}
