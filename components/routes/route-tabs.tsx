'use client';

import type { Route } from 'next';
import { useSearchParams } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { hrefs, type RouteTab } from '@/components/shell/hrefs';
import { keepTimeRange } from '@/components/time-range/time-range-params';
import { callFilterParams } from '@/components/traces/search-params';
import { LinkTabs } from '@/components/ui/link-tabs';

const tabs: readonly RouteTab[] = ['overview', 'traces', 'metrics', 'logs', 'profile', 'plugins', 'config'];

/** What of the calls is chosen goes along too: the traces and the logs tab show the same calls, and the others hand it on. */
const kept = [...Object.keys(callFilterParams), 'sel'];

/** The parts of a route; the time range, the filters of its calls and the selection go along from one to the next. */
export function RouteTabs({ gatewayId, routeId }: { gatewayId: string; routeId: string }) {
  const t = useTranslations('routes.tabs');
  const search = useSearchParams();
  const chosen = Object.fromEntries(kept.flatMap((name) => (search.has(name) ? [[name, search.get(name) ?? '']] : [])));
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
