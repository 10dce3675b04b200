import { dehydrate, HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { connection } from 'next/server';
import { getTranslations } from 'next-intl/server';
import { decodeParam } from '@/components/shell/hrefs';
import { StatusPage } from '@/components/status/status-page';
import { apisixQueries } from '@/lib/apisix/queries';
import { getQueryClient } from '@/lib/query/client';
import { gateway } from '@/lib/server/config';
import { gatewayStatus } from '@/lib/server/status';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('status'))('title') };
}

export default async function Page({ params }: PageProps<'/[gatewayId]/status'>) {
  await connection();
  const gatewayId = decodeParam((await params).gatewayId);
  const queryClient = getQueryClient();
  await queryClient
    .query({ ...apisixQueries.status(gatewayId), queryFn: () => gatewayStatus(gateway(gatewayId)) })
    .catch(() => undefined); // the browser asks again, and shows the problem
  return (
    <HydrationBoundary state={dehydrate(queryClient)}>
      <StatusPage />
    </HydrationBoundary>
  );
}
