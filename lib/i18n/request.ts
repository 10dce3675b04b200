// biome-ignore lint/style/noRestrictedImports: next-intl runs this file on the server alone.
import { cookies, headers } from 'next/headers';
import { getRequestConfig } from 'next-intl/server';
import { type AppLocale, localeCookie, pickLocale, pickTimeZone, timeZoneCookie } from './locales';
import { namespaces } from './namespaces';

async function loadMessages(locale: AppLocale): Promise<Record<string, unknown>> {
  const entries = namespaces.map(async (namespace) => {
    const file: { default: unknown } = await import(`./messages/${locale}/${namespace}.json`);
    return [namespace, file.default] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

export default getRequestConfig(async () => {
  const [jar, incoming] = await Promise.all([cookies(), headers()]);
  const locale = pickLocale(jar.get(localeCookie)?.value, incoming.get('accept-language'));
  return {
    locale,
    messages: await loadMessages(locale),
    timeZone: pickTimeZone(jar.get(timeZoneCookie)?.value),
    now: new Date(),
  };
});
