'use client';

import { useTranslations } from 'next-intl';
import { OwnersDialect } from '@/components/plugins/owners-dialect';
import { Button } from '@/components/ui/button';
import { DiffView } from '@/components/ui/diff-view';
import type { MetadataPlan } from '@/lib/changes/dto';
import type { GatewayInstrumentation } from '@/lib/instrumentation/dto';

export type MetadataReviewProps = {
  plan: MetadataPlan;
  isApplying: boolean;
  /** Why it cannot be applied from here, if so. */
  blocked: GatewayInstrumentation['writeBlocked'];
  onApply: () => void;
  onBack: () => void;
};

/** A change of a metadata object before it is made. */
export function MetadataReview({ plan, isApplying, blocked, onApply, onBack }: MetadataReviewProps) {
  const t = useTranslations('instrumentation.review');
  const { plugin, before, after } = plan;
  return (
    <section aria-label={t('title')} className="space-y-3 rounded-md border border-accent/40 bg-canvas p-3">
      <h3 className="font-semibold">{t('title')}</h3>
      {plan.request === null ? (
        <p>{t('nothing')}</p>
      ) : (
        <>
          <DiffView after={after} before={before} className="max-h-80" label={t('diff')} />
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
      {blocked !== null && plan.request !== null ? (
        <OwnersDialect
          first={blocked === 'standalone' ? 'helm' : 'curl'}
          object={{ objectId: plugin, objectName: plugin, before, after }}
          target={{ kind: 'plugin_metadata', plugin }}
          title={t('elsewhere')}
        />
      ) : null}
      <div className="flex flex-wrap gap-2">
        {plan.request === null || blocked !== null ? null : (
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
