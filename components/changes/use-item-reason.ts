'use client';

import { useTranslations } from 'next-intl';
import type { ChangeItem } from '@/lib/changes/dto';

/** Why an object is not written, in words: some reasons are codes or the name of who manages it. */
export function useItemReason(): (item: Pick<ChangeItem, 'reason' | 'outcome'>) => string | null {
  const t = useTranslations('changes.items');
  return ({ reason, outcome }) => {
    if (reason === null) return null;
    if (reason === 'viewer_key') return t('viewerKey');
    if (reason === 'not_found') return t('gone');
    // A manager is one word (`apisix-ingress-controller`, `adc`); anything else is a sentence already.
    return outcome === 'blocked' && !/\s/.test(reason) ? t('managedBy', { owner: reason }) : reason;
  };
}
