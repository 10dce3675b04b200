'use client';

import type { Route } from 'next';
import { useSearchParams } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useGateway } from '@/components/shell/gateway-context';
import { hrefs } from '@/components/shell/hrefs';
import type { Crumb } from '@/components/shell/page-header';
import { keepTimeRange } from '@/components/time-range/time-range-params';
import { listHref } from './list-memory';

/** Where a page of traces is: below the traces of a route, where one is known. */
export function useTraceCrumbs(gatewayId: string, routeId: string | null, title: string): Crumb[] {
  const t = useTranslations('traces');
  const tShell = useTranslations('shell');
  const search = useSearchParams();
  const { gateway } = useGateway();
  const above: Crumb[] = [{ label: gateway.name }, { label: tShell('routes'), href: hrefs.routes(gatewayId) }];
  if (routeId === null) return [...above, { label: title }];
  return [
    ...above,
    { label: routeId, href: keepTimeRange(hrefs.route(gatewayId, routeId), search) as Route },
    { label: t('traces'), href: listHref(hrefs.route(gatewayId, routeId, 'traces'), search) as Route },
    { label: title },
  ];
}
