import type { Metadata } from 'next';
import { connection } from 'next/server';
import { getTranslations } from 'next-intl/server';
import { ChangesPage } from '@/components/changes/changes-page';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('changes'))('title') };
}

export default async function Page() {
  await connection();
  return <ChangesPage />;
}
