'use client';

import { useTranslations } from 'next-intl';
import type { ChangePlan } from '@/lib/changes/dto';

/** The same change for whoever owns the route. */
export function OwnersDialect({ plan }: { plan: ChangePlan }) {
  const t = useTranslations('plugins.plan');
  return <p data-plugin={plan.plugin}>{t('blockedApply')}</p>;
}
