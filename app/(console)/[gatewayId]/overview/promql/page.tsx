import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { PromqlExplorer } from '@/components/promql/promql-explorer';
import { decodeParam } from '@/components/shell/hrefs';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('promql'))('title') };
}

export default async function PromqlPage({ params }: PageProps<'/[gatewayId]/overview/promql'>) {
  return <PromqlExplorer gatewayId={decodeParam((await params).gatewayId)} />;
}
