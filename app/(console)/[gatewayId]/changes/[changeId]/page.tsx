import { dehydrate, HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { connection } from 'next/server';
import { getTranslations } from 'next-intl/server';
import { ChangePage } from '@/components/changes/change-page';
import { decodeParam } from '@/components/shell/hrefs';
import { changeKeys } from '@/lib/changes/queries';
import { getQueryClient } from '@/lib/query/client';
import { readChange } from '@/lib/server/changes/read-changes';
import { gateway } from '@/lib/server/config';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('changes.one'))('title') };
}

export default async function Page({ params }: PageProps<'/[gatewayId]/changes/[changeId]'>) {
  await connection();
  const { gatewayId, changeId } = await params;
  const [gatewayName, id] = [decodeParam(gatewayId), decodeParam(changeId)];
  const queryClient = getQueryClient();
  const change = await readChange(gateway(gatewayName), id).catch(
    () => null, // the browser asks again, and shows the problem
  );
  if (change) queryClient.setQueryData(changeKeys.one(gatewayName, id), change);
  return (
    <HydrationBoundary state={dehydrate(queryClient)}>
      <ChangePage changeId={id} />
    </HydrationBoundary>
  );
}
