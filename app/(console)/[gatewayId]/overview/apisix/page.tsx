import type { Metadata } from 'next';
import { connection } from 'next/server';
import { getTranslations } from 'next-intl/server';
import { ApisixDashboard } from '@/components/overview/apisix/apisix-dashboard';
import { decodeParam } from '@/components/shell/hrefs';
import { WithinTime } from '@/components/time-range/within-time';
import { gateway } from '@/lib/server/config';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('overview'))('apisixTitle') };
}

export default async function Page({ params }: PageProps<'/[gatewayId]/overview/apisix'>) {
  await connection();
  const { id, grafana } = gateway(decodeParam((await params).gatewayId));
  return (
    <WithinTime>
      <ApisixDashboard gatewayId={id} grafana={grafana} />
    </WithinTime>
  );
}
