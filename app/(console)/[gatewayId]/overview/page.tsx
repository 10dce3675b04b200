import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { OverviewPage } from '@/components/overview/overview-page';
import { decodeParam } from '@/components/shell/hrefs';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('overview'))('title') };
}

export default async function Page({ params }: PageProps<'/[gatewayId]/overview'>) {
  return <OverviewPage gatewayId={decodeParam((await params).gatewayId)} />;
}
