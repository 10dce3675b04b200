'use client';

import type { Route } from 'next';
import Link from 'next/link';
import { useSearchParams } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { hrefs } from '@/components/shell/hrefs';
import { keepTimeRange } from '@/components/time-range/time-range-params';
import { buttonVariants } from '@/components/ui/button';
import type { MapNode } from '@/lib/deepflow/service-map';

export type MapLinksProps = {
  gatewayId: string;
  /** The route that the map is about. */
  routeId: string | null;
  /** Whose requests, or to whom; what has no name leads nowhere. */
  caller?: MapNode | undefined;
  called?: MapNode | undefined;
};

const isNamed = (node: MapNode | undefined): node is MapNode =>
  node !== undefined && node.name !== '' && node.kind !== 'gateway';

/** Where a node or an edge leads on to: calls of the chosen route, else the routes whose configuration names it. */
export function MapLinks({ gatewayId, routeId, caller, called }: MapLinksProps) {
  const t = useTranslations('serviceMap.pane');
  const search = useSearchParams();
  const links: { href: string; label: string }[] = [];
  if (routeId === null) {
    if (isNamed(called))
      links.push({ href: keepTimeRange(hrefs.routes(gatewayId), search, { q: called.name }), label: t('find') });
  } else {
    const calls = (filter: Record<string, string>) =>
      keepTimeRange(hrefs.route(gatewayId, routeId, 'traces'), search, filter);
    if (isNamed(caller)) links.push({ href: calls({ client: caller.name }), label: t('callsFrom') });
    if (isNamed(called)) links.push({ href: calls({ upstream: called.name }), label: t('callsTo') });
    links.push({ href: keepTimeRange(hrefs.route(gatewayId, routeId, 'metrics'), search), label: t('routeMetrics') });
  }
  if (links.length === 0) return null;
  return (
    <p className="flex flex-wrap gap-2">
      {links.map(({ href, label }) => (
        <Link className={buttonVariants({ size: 'sm' })} href={href as Route} key={label}>
          {label}
        </Link>
      ))}
    </p>
  );
}
