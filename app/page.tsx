import { notFound, redirect } from 'next/navigation';
import { connection } from 'next/server';
import { hrefs } from '@/components/shell/hrefs';
import { gateways } from '@/lib/server/config';

export default async function Page() {
  await connection();
  const first = gateways()[0];
  if (!first) notFound();
  redirect(hrefs.routes(first.id));
}
