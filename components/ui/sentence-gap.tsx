import { useLocale } from 'next-intl';

/** What stands between two sentences: Chinese has no space there. Of texts alone: `joinSentences`. */
export function useSentenceGap(): string {
  return useLocale().startsWith('zh') ? '' : ' ';
}

/** The same between sentences that are elements. */
export function SentenceGap() {
  return useSentenceGap();
}
