'use client';

import { useTranslations } from 'next-intl';
import { Button } from '@/components/ui/button';
import { DiffView } from '@/components/ui/diff-view';
import type { MetadataPlan } from '@/lib/changes/dto';

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
          {plan.validation?.ok === false ? (
            <div role="alert">
              <p className="text-server-error">{t('invalid')}</p>
              <ul className="font-mono text-xs [overflow-wrap:anywhere]">
                {plan.validation.errors.map((error) => (
                  <li key={error}>{error}</li>
                ))}
              </ul>
            </div>
          ) : plan.validation ? (
            <p className="text-muted text-xs">{t('valid')}</p>
          ) : null}
        </>
      )}
      <div className="flex flex-wrap gap-2">
        {plan.request === null || isBlocked ? null : (
          <Button disabled={isApplying || plan.validation?.ok === false} onClick={onApply} variant="primary">
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
