import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { decodeParam } from '@/components/shell/hrefs';
import { WithinTime } from '@/components/time-range/within-time';
import { ServiceMapPage } from '@/components/topology/service-map';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('serviceMap'))('region') };
}

export default async function Page({ params }: PageProps<'/[gatewayId]/overview/map'>) {
  const { gatewayId } = await params;
  return (
    <WithinTime>
      <ServiceMapPage gatewayId={decodeParam(gatewayId)} />
    </WithinTime>
  );
}
