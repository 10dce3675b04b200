export const locales = ['en', 'zh-CN'] as const;
export type AppLocale = (typeof locales)[number];
export const defaultLocale: AppLocale = 'en';

/** Cookies that carry the reader's choice of language and the browser's time zone to the server. */
export const localeCookie = 'locale';
export const timeZoneCookie = 'timezone';

/** The language to answer in: what was chosen, else the best of what the browser asks for, else English. */
export function pickLocale(chosen: string | undefined, acceptLanguage: string | null): AppLocale {
  const known = locales.find((locale) => locale === chosen);
  if (known) return known;
  const wishes = (acceptLanguage ?? '')
    .split(',')
    .map((part) => {
      const [tag = '', ...parameters] = part.trim().split(';');
      const quality = parameters.find((parameter) => parameter.trim().startsWith('q='))?.split('=')[1];
      return { tag: tag.toLowerCase(), quality: quality === undefined ? 1 : Number(quality) };
    })
    .filter(({ tag, quality }) => tag !== '' && quality > 0)
    .sort((a, b) => b.quality - a.quality);
  for (const { tag } of wishes) {
    if (tag === 'zh' || tag.startsWith('zh-')) return 'zh-CN';
    if (tag === 'en' || tag.startsWith('en-')) return 'en';
  }
  return defaultLocale;
}

/** A time zone that this runtime knows, else UTC: the value comes from a cookie. */
export function pickTimeZone(zone: string | undefined): string {
  if (!zone) return 'UTC';
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone;
  } catch {
    return 'UTC';
  }
}
