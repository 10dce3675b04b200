import { dehydrate, HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { connection } from 'next/server';
import { cache } from 'react';
import { RouteFrame } from '@/components/routes/route-frame';
import { decodeParam } from '@/components/shell/hrefs';
import type { RouteDetail } from '@/lib/apisix/dto';
import { apisixQueries } from '@/lib/apisix/queries';
import { ProblemError } from '@/lib/http/problem';
import { getQueryClient } from '@/lib/query/client';
import { getRouteDetail } from '@/lib/server/apisix/route-detail';
import { gateway } from '@/lib/server/config';

type Props = LayoutProps<'/[gatewayId]/routes/[routeId]'>;

/** One reading for title and page. `missing`: the gateway says that there is none; null: it could not be asked. */
const readRoute = cache(async (gatewayId: string, routeId: string): Promise<RouteDetail | 'missing' | null> => {
  await connection();
  try {
    return await getRouteDetail(gateway(gatewayId), routeId);
  } catch (error) {
    // Any other problem is shown by the page, which asks again.
    return error instanceof ProblemError && error.problem.code === 'not_found' ? 'missing' : null;
  }
});

async function idsOf({ params }: Pick<Props, 'params'>): Promise<[gatewayId: string, routeId: string]> {
  const { gatewayId, routeId } = await params;
  return [decodeParam(gatewayId), decodeParam(routeId)];
}

export async function generateMetadata(props: Props): Promise<Metadata> {
  const [gatewayId, routeId] = await idsOf(props);
  const detail = await readRoute(gatewayId, routeId);
  return { title: detail && detail !== 'missing' ? detail.summary.name || routeId : routeId };
}

export default async function RouteLayout(props: Props) {
  const [gatewayId, routeId] = await idsOf(props);
  const detail = await readRoute(gatewayId, routeId);
  if (detail === 'missing') notFound();
  const queryClient = getQueryClient();
  if (detail) queryClient.setQueryData(apisixQueries.route(gatewayId, routeId).queryKey, detail);
  return (
    <HydrationBoundary state={dehydrate(queryClient)}>
      <RouteFrame routeId={routeId}>{props.children}</RouteFrame>
    </HydrationBoundary>
  );
}
