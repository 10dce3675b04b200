'use client';

import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { Skeleton } from '@/components/ui/skeleton';
import { Sparkline } from '@/components/ui/sparkline';
import type { NumberSort } from '@/lib/apisix/dto';
import type { NumbersOfRoutes, RouteNumbers } from '@/lib/deepflow/gateway-numbers';
import { formatDuration, formatExact, formatRate, formatShare, missing } from '@/lib/telemetry/format';
import { CertaintyMark } from './certainty-mark';

/**
 * Makes the cells of one answer. A route that was not asked for yet is waited for; where there is no answer it is missing.
 * `isOld`: the answer is of another range, that of this one is on its way.
 */
export function numberCells(data: NumbersOfRoutes | null, isFetching: boolean, isOld: boolean) {
  const asked = new Set(data?.asked);
  const byId = new Map(data?.routes.map((route) => [route.routeId, route]));
  // Where no second of the range is complete yet, no call is not zero calls.
  const hasRate = data?.completeToS == null || data.completeToS * 1000 > data.range.fromMs;
  return (column: NumberSort, routeId: string): ReactNode => {
    if (!data || !asked.has(routeId))
      return isFetching ? <Skeleton className="ml-auto w-10" /> : <Value>{missing}</Value>;
    if (!data.isObserved) return <Value>{missing}</Value>;
    const cell = <NumberCell column={column} hasRate={hasRate} route={byId.get(routeId) ?? null} />;
    return isOld ? <span className="flex w-full min-w-0 items-center gap-1 opacity-50">{cell}</span> : cell;
  };
}

type NumberCellProps = { column: NumberSort; route: RouteNumbers | null; hasRate: boolean };

/** Without a route it had no call. */
function NumberCell({ column, route, hasRate }: NumberCellProps) {
  const t = useTranslations('routes.numbers');
  const calls = route?.calls ?? 0;
  if (column === 'rate')
    return (
      <>
        {route ? <CertaintyMark route={route} tabIndex={-1} /> : null}
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
          {formatRate(route === null ? (hasRate ? 0 : null) : route.perSecond)}
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
