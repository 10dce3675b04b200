import { notFound } from 'next/navigation';
import { connection } from 'next/server';
import { Console } from '@/components/shell/console';
import { decodeParam } from '@/components/shell/hrefs';
import { gateways } from '@/lib/server/config';

export default async function GatewayLayout({ params, children }: LayoutProps<'/[gatewayId]'>) {
  await connection();
  const id = decodeParam((await params).gatewayId);
  const all = gateways().map(({ id, name }) => ({ id, name }));
  const current = all.find((gateway) => gateway.id === id);
  if (!current) notFound();
  return (
    <Console gateway={current} gateways={all}>
      {children}
    </Console>
  );
}
