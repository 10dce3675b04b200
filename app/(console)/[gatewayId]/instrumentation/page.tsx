import { dehydrate, HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { connection } from 'next/server';
import { getTranslations } from 'next-intl/server';
import { InstrumentationPage } from '@/components/instrumentation/instrumentation-page';
import { decodeParam } from '@/components/shell/hrefs';
import { instrumentationQueries } from '@/lib/instrumentation/queries';
import { getQueryClient } from '@/lib/query/client';
import { gateway } from '@/lib/server/config';
import { gatewayInstrumentation } from '@/lib/server/instrumentation/gateway-instrumentation';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('instrumentation'))('title') };
}

export default async function Page({ params }: PageProps<'/[gatewayId]/instrumentation'>) {
  await connection();
  const gatewayId = decodeParam((await params).gatewayId);
  const queryClient = getQueryClient();
  await queryClient
    .query({
      ...instrumentationQueries.gateway(gatewayId),
      queryFn: () => gatewayInstrumentation(gateway(gatewayId)),
    })
    .catch(() => undefined); // the browser asks again, and shows the problem
  return (
    <HydrationBoundary state={dehydrate(queryClient)}>
      <InstrumentationPage />
    </HydrationBoundary>
  );
}
