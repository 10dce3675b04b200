import { dehydrate, HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { connection } from 'next/server';
import { getTranslations } from 'next-intl/server';
import { ChangesPage } from '@/components/changes/changes-page';
import { loadChangeListParams } from '@/components/changes/load-search-params';
import { toChangeFilter } from '@/components/changes/search-params';
import { decodeParam } from '@/components/shell/hrefs';
import { changePageSize, changeQueries, toListQuery } from '@/lib/changes/queries';
import { getQueryClient } from '@/lib/query/client';
import { readChanges } from '@/lib/server/changes/read-changes';
import { gateway } from '@/lib/server/config';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('changes'))('title') };
}

export default async function Page({ params, searchParams }: PageProps<'/[gatewayId]/changes'>) {
  await connection();
  const gatewayId = decodeParam((await params).gatewayId);
  const filter = toChangeFilter(await loadChangeListParams(searchParams));
  const queryClient = getQueryClient();
  const page = await readChanges(gateway(gatewayId), {
    ...toListQuery(filter, Date.now()),
    limit: changePageSize,
  }).catch(
    () => null, // the browser asks again, and shows the problem
  );
  if (page)
    queryClient.setQueryData(changeQueries.list(gatewayId, filter).queryKey, { pages: [page], pageParams: [null] });
  return (
    <HydrationBoundary state={dehydrate(queryClient)}>
      <ChangesPage />
    </HydrationBoundary>
  );
}
