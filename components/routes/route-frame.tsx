'use client';

import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { PluginChip } from '@/components/plugins/plugin-chip';
import { useGateway } from '@/components/shell/gateway-context';
import { hrefs } from '@/components/shell/hrefs';
import { PageHeader } from '@/components/shell/page-header';
import { PageMain } from '@/components/shell/page-main';
import { TimeRangeControl } from '@/components/time-range/time-range-control';
import { useReadAgain } from '@/components/time-range/use-read-again';
import { CopyButton } from '@/components/ui/copy-button';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { Skeleton } from '@/components/ui/skeleton';
import type { RouteDetail } from '@/lib/apisix/dto';
import { chip, switchedPlugins } from '@/lib/apisix/plugins-in-force';
import { apisixQueries } from '@/lib/apisix/queries';
import { RouteFlow } from './route-flow';
import { RouteNotices } from './route-notices';
import { RouteStatus } from './route-status';
import { RouteTabs } from './route-tabs';

/** What every tab of a route stands in: where one is, the route at a glance, its tabs. */
export function RouteFrame({ routeId, children }: { routeId: string; children: ReactNode }) {
  const t = useTranslations('routes');
  const { gateway } = useGateway();
  const { data, error, isFetching, refetch } = useQuery(apisixQueries.route(gateway.id, routeId));
  // Somebody else may have switched a plugin: calls of now do not stand below a route of an hour ago.
  useReadAgain(refetch);
  const name = data?.summary.name || routeId;
  return (
    <>
      <PageHeader
        crumbs={[{ label: gateway.name }, { label: t('title'), href: hrefs.routes(gateway.id) }, { label: name }]}
      >
        <TimeRangeControl />
      </PageHeader>
      <PageMain className="flex flex-col overflow-hidden max-sm:overflow-auto">
        <div className="shrink-0 space-y-2 bg-surface px-4 pt-3 pb-2 max-sm:px-2" data-slot="route-head">
          {data ? (
            <RouteHead detail={data} />
          ) : error ? (
            <ProblemPanel onRetry={() => void refetch()} problem={error.problem} retrying={isFetching} />
          ) : (
            <div className="h-28 space-y-3">
              <Skeleton className="h-6 w-64" />
              <Skeleton className="h-16 w-full" />
            </div>
          )}
        </div>
        <RouteTabs gatewayId={gateway.id} routeId={routeId} />
        <div
          className="relative min-h-0 flex-1 overflow-auto max-sm:min-h-[80vh] max-sm:flex-none"
          data-slot="route-tab"
        >
          {children}
        </div>
      </PageMain>
    </>
  );
}

function RouteHead({ detail }: { detail: RouteDetail }) {
  const t = useTranslations('routes');
  const { summary, flow } = detail;
  return (
    <>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h1 className="max-w-full truncate font-semibold text-xl">{summary.name || summary.id}</h1>
        <RouteStatus isEnabled={summary.enabled} />
        <span className="inline-flex min-w-0 items-center font-mono text-subtle text-xs">
          <span className="truncate">{summary.id}</span>
          <CopyButton label={t('copyId')} text={summary.id} />
        </span>
        <div className="ml-auto flex flex-wrap items-center gap-x-3 gap-y-1 max-sm:ml-0">
          {switchedPlugins.map((plugin) => (
            <span className="inline-flex items-center gap-1.5 text-muted text-xs" key={plugin}>
              {plugin}
              <PluginChip chip={chip(detail[plugin])} plugin={plugin} />
            </span>
          ))}
        </div>
      </div>
      <RouteFlow flow={flow} />
      <RouteNotices detail={detail} />
    </>
  );
}
