import type { Metadata } from 'next';
import { connection } from 'next/server';
import { getTranslations } from 'next-intl/server';
import { ChangePage } from '@/components/changes/change-page';
import { decodeParam } from '@/components/shell/hrefs';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('changes.one'))('title') };
}

export default async function Page({ params }: PageProps<'/[gatewayId]/changes/[changeId]'>) {
  await connection();
  return <ChangePage changeId={decodeParam((await params).changeId)} />;
}
