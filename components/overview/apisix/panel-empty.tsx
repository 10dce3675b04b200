'use client';

import type { Route } from 'next';
import Link from 'next/link';
import { useSearchParams } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useGateway } from '@/components/shell/gateway-context';
import { hrefs } from '@/components/shell/hrefs';
import { keepTimeRange } from '@/components/time-range/time-range-params';
import { Button, buttonVariants } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import type { PanelEmptyReason } from '@/lib/prometheus/apisix-dashboard';

export type PanelEmptyProps = { reason: PanelEmptyReason; clearFilters: () => void };

/** Why a panel has nothing to show, and the one thing to do about it. */
export function PanelEmpty({ reason, clearFilters }: PanelEmptyProps) {
  const t = useTranslations('overview.empty');
  const search = useSearchParams();
  const { gateway } = useGateway();
  const link = (href: Route, label: string) => (
    <Link className={buttonVariants({ size: 'sm' })} href={keepTimeRange(href, search) as Route}>
      {label}
    </Link>
  );
  const actions: Record<PanelEmptyReason, React.ReactNode> = {
    filtered: (
      <Button onClick={clearFilters} size="sm">
        {t('clearFilters')}
      </Button>
    ),
    not_scraped: link(hrefs.status(gateway.id), t('openStatus')),
    plugin_off: link(hrefs.routes(gateway.id), t('openRoutes')),
    no_traffic: null,
    no_health_checks: null,
    unknown_metric: link(hrefs.instrumentation(gateway.id), t('openInstrumentation')),
  };
  return (
    <Notice action={actions[reason]} className="m-3" title={t(`${reason}.title`)}>
      <span className="text-muted">{t(`${reason}.text`)}</span>
    </Notice>
  );
}
