import { dehydrate, HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { connection } from 'next/server';
import { getTranslations } from 'next-intl/server';
import { loadRouteListParams } from '@/components/routes/load-search-params';
import { RouteList } from '@/components/routes/route-list';
import { toListQuery } from '@/components/routes/search-params';
import { decodeParam } from '@/components/shell/hrefs';
import { apisixQueries, routeWindowSize } from '@/lib/apisix/queries';
import { getQueryClient } from '@/lib/query/client';
import { gateway } from '@/lib/server/config';
import { listRoutes } from '@/lib/server/route-list';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('routes'))('title') };
}

export default async function RoutesPage({ params, searchParams }: PageProps<'/[gatewayId]/routes'>) {
  await connection();
  const gatewayId = decodeParam((await params).gatewayId);
  const query = { ...toListQuery(await loadRouteListParams(searchParams)), offset: 0, limit: routeWindowSize };
  const queryClient = getQueryClient();
  await queryClient
    .query({ ...apisixQueries.list(gatewayId, query), queryFn: () => listRoutes(gateway(gatewayId), query) })
    .catch(() => undefined); // the browser asks again, and shows the problem
  return (
    <HydrationBoundary state={dehydrate(queryClient)}>
      <RouteList />
    </HydrationBoundary>
  );
}
