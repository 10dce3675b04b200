'use client';

import type { Route } from 'next';
import { useSearchParams } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { hrefs, type RouteTab } from '@/components/shell/hrefs';
import { keepTimeRange } from '@/components/time-range/time-range-params';
import { chosenCalls } from '@/components/traces/search-params';
import { LinkTabs } from '@/components/ui/link-tabs';

const tabs: readonly RouteTab[] = ['overview', 'traces', 'metrics', 'logs', 'profile', 'plugins', 'config'];

/** The parts of a route; the time range, the filters of its calls and the selection go along from one to the next. */
export function RouteTabs({ gatewayId, routeId }: { gatewayId: string; routeId: string }) {
  const t = useTranslations('routes.tabs');
  const search = useSearchParams();
  const chosen = chosenCalls(search);
  return (
    <LinkTabs
      className="shrink-0 bg-surface max-sm:px-2"
      label={t('label')}
      tabs={tabs.map((tab) => ({
        href: keepTimeRange(hrefs.route(gatewayId, routeId, tab), search, chosen) as Route,
        label: t(tab),
      }))}
    />
  );
}
