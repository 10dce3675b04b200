'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useGateway } from '@/components/shell/gateway-context';
import { Notice } from '@/components/ui/notice';
import type { RouteDetail } from '@/lib/apisix/dto';
import { apisixKeys } from '@/lib/apisix/queries';
import { useFaultWords } from './fault-words';
import { StaleNotice } from './stale-notice';

/** What must be known before anything else of a route is believed. */
export function RouteNotices({ detail: { summary, stale, readAt } }: { detail: RouteDetail }) {
  const t = useTranslations('routes');
  const { gateway } = useGateway();
  const queryClient = useQueryClient();
  const faultWords = useFaultWords();
  return (
    <>
      {stale ? (
        <StaleNotice
          className="mx-0 mb-0"
          onRetry={() => void queryClient.invalidateQueries({ queryKey: apisixKeys.route(gateway.id, summary.id) })}
          problem={stale}
          readAt={readAt}
          what="route"
        />
      ) : null}
      {summary.enabled ? null : <Notice>{t('isDisabled')}</Notice>}
      {summary.faults.length > 0 ? (
        <Notice tone="warning">{t('faults', { faults: faultWords(summary.faults) })}</Notice>
      ) : null}
      {summary.managedBy ? <Notice>{t('managedBy', { owner: summary.managedBy })}</Notice> : null}
    </>
  );
}
