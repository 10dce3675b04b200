import { useLocale } from 'next-intl';

/** What parts two sentences that are elements: a space, which a Chinese full stop has within it. Texts: `joinSentences`. */
export function SentenceGap() {
  return useLocale().startsWith('zh') ? null : ' ';
}
