import { GeistMono } from 'geist/font/mono';
import { GeistSans } from 'geist/font/sans';
import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { NextIntlClientProvider } from 'next-intl';
import { getLocale, getTranslations } from 'next-intl/server';
import { Providers } from './providers';
import './globals.css';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('shell');
  return {
    title: { default: t('appName'), template: `%s · ${t('appName')}` },
    description: t('description'),
    robots: { index: false },
  };
}

export default async function RootLayout({ children }: LayoutProps<'/'>) {
  const [locale, incoming] = await Promise.all([getLocale(), headers()]);
  return (
    // The theme's class is set by a script before the first paint, which the server cannot know.
    <html className={`${GeistSans.variable} ${GeistMono.variable}`} lang={locale} suppressHydrationWarning>
      <body>
        <NextIntlClientProvider>
          <Providers nonce={incoming.get('x-nonce') ?? undefined}>{children}</Providers>
        </NextIntlClientProvider>
      </body>
    </html>
  );
}
