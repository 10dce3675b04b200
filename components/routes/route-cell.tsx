'use client';

import { useTranslations } from 'next-intl';
import { lazy, type ReactNode, Suspense, use } from 'react';
import { TimersContext, timerKey } from '@/components/changes/timers';
import { PluginChip } from '@/components/plugins/plugin-chip';
import { Chip } from '@/components/ui/chip';
import { Skeleton } from '@/components/ui/skeleton';
import type { NumberSort, RouteSummary } from '@/lib/apisix/dto';
import type { ColumnId } from './columns';
import { labelText } from './label-text';
import { NumbersContext } from './numbers-context';
import { RouteStatus } from './route-status';

// A column that is not shown at first.
const TimeStamp = lazy(async () => ({ default: (await import('@/components/ui/time-stamp')).TimeStamp }));
const TimerChip = lazy(async () => ({ default: (await import('@/components/changes/timer-chip')).TimerChip }));

export type RouteCellProps = { column: Exclude<ColumnId, 'name'>; route: RouteSummary; tabIndex: number };

/** One value of a route in the table. What is too long is cut, and whole on hover. */
export function RouteCell({ column, route, tabIndex }: RouteCellProps) {
  const t = useTranslations('routes');
  const none = useTranslations('common')('none');
  switch (column) {
    case 'hosts':
      if (route.hosts.length === 0) return <Quiet>{t('anyHost')}</Quiet>;
      return (
        <Several
          title={
            route.hostsFromService ? t('hostsFromService', { hosts: route.hosts.join(', ') }) : route.hosts.join('\n')
          }
          values={route.hosts}
        />
      );
    case 'paths':
      if (route.paths.length === 0) return <Quiet>{t('noPath')}</Quiet>;
      return <Several cutStart title={route.paths.join('\n')} values={route.paths} />;
    case 'methods':
      if (route.methods.length === 0) return <Quiet>{t('anyMethod')}</Quiet>;
      return (
        <span className="truncate font-mono" title={route.methods.join(', ')}>
          {route.methods.join(' ')}
        </span>
      );
    case 'rate':
    case 'errors':
    case 'p95':
      return <NumberCell column={column} routeId={route.id} />;
    case 'upstream':
      return <Upstream route={route} />;
    case 'labels': {
      const labels = Object.entries(route.labels).map(([key, value]) => labelText(key, value));
      const [first] = labels;
      if (first === undefined) return <Quiet>{none}</Quiet>;
      return (
        <span className="flex min-w-0 items-center gap-1" title={labels.join('\n')}>
          <Chip className="min-w-0">
            <span className="truncate">{first}</span>
          </Chip>
          {labels.length > 1 ? <More count={labels.length - 1} /> : null}
        </span>
      );
    }
    case 'status':
      return <RouteStatus isEnabled={route.enabled} />;
    case 'opentelemetry':
    case 'prometheus':
      return (
        <>
          <PluginChip chip={route[column]} plugin={column} tabIndex={tabIndex} />
          <Timer plugin={column} routeId={route.id} tabIndex={tabIndex} />
        </>
      );
    case 'updated':
      if (route.updatedAt === null) return <Quiet>{none}</Quiet>;
      return (
        <Suspense>
          <TimeStamp at={route.updatedAt * 1000} />
        </Suspense>
      );
  }
}

function NumberCell({ column, routeId }: { column: NumberSort; routeId: string }) {
  const numbers = use(NumbersContext);
  return numbers ? numbers.cell(column, routeId) : <Skeleton className="ml-auto w-10" />;
}

function Timer({ plugin, routeId, tabIndex }: { plugin: string; routeId: string; tabIndex: number }) {
  const timer = use(TimersContext).get(timerKey(routeId, plugin));
  return timer ? (
    <Suspense>
      <TimerChip {...timer} plugin={plugin} tabIndex={tabIndex} />
    </Suspense>
  ) : null;
}

function Upstream({ route: { service, upstream } }: { route: RouteSummary }) {
  const t = useTranslations('routes');
  const serviceName = service ? service.name || service.id : null;
  const own = upstream.name || upstream.id || upstream.nodes[0] || null;
  const text = serviceName ?? own;
  if (text === null) return <Quiet>{t('noUpstream')}</Quiet>;
  const isAddress = serviceName === null && !upstream.name && upstream.id === null;
  return (
    <span
      className="flex min-w-0 items-center gap-1"
      title={[serviceName, own, ...upstream.nodes].filter(Boolean).join('\n')}
    >
      <span className={isAddress ? 'truncate font-mono' : 'truncate'}>{text}</span>
      {isAddress && upstream.nodes.length > 1 ? <More count={upstream.nodes.length - 1} /> : null}
    </span>
  );
}

function Several({ values, title, cutStart = false }: { values: string[]; title: string; cutStart?: boolean }) {
  return (
    <span className="flex min-w-0 items-center gap-1 font-mono" title={title}>
      <span className={cutStart ? 'truncate-start' : 'truncate'}>
        <bdi>{values[0]}</bdi>
      </span>
      {values.length > 1 ? <More count={values.length - 1} /> : null}
    </span>
  );
}

function More({ count }: { count: number }) {
  const t = useTranslations('common');
  return <span className="shrink-0 text-2xs text-subtle">{t('moreCount', { count })}</span>;
}

function Quiet({ children }: { children: ReactNode }) {
  return <span className="truncate text-subtle">{children}</span>;
}
