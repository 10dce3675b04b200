'use client';

import { useTranslations } from 'next-intl';
import { Button } from '@/components/ui/button';
import { DiffView } from '@/components/ui/diff-view';
import type { MetadataPlan } from './metadata-queries';

export type MetadataReviewProps = {
  plan: MetadataPlan;
  isApplying: boolean;
  isBlocked: boolean;
  onApply: () => void;
  onBack: () => void;
};

/** A change of a metadata object before it is made. */
export function MetadataReview({ plan, isApplying, isBlocked, onApply, onBack }: MetadataReviewProps) {
  const t = useTranslations('instrumentation.review');
  return (
    <section aria-label={t('title')} className="space-y-3 rounded-md border border-accent/40 bg-canvas p-3">
      <h3 className="font-semibold">{t('title')}</h3>
      {plan.request === null ? (
        <p>{t('nothing')}</p>
      ) : (
        <>
          <DiffView after={plan.after} before={plan.before} className="max-h-80" label={t('diff')} />
          <p className="text-muted text-xs">
            {t('request')}{' '}
            <code className="font-mono break-all">
              {plan.request.method} {plan.request.path}
            </code>
          </p>
          <p className="text-pretty text-muted text-xs">{t('whole')}</p>
        </>
      )}
      <div className="flex flex-wrap gap-2">
        {plan.request === null || isBlocked ? null : (
          <Button disabled={isApplying} onClick={onApply} variant="primary">
            {t(isApplying ? 'applying' : 'apply')}
          </Button>
        )}
        <Button disabled={isApplying} onClick={onBack} variant="ghost">
          {t('back')}
        </Button>
      </div>
    </section>
  );
}
