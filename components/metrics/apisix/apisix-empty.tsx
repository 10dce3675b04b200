'use client';

import type { Route } from 'next';
import Link from 'next/link';
import { useSearchParams } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { hrefs } from '@/components/shell/hrefs';
import { keepTimeRange } from '@/components/time-range/time-range-params';
import { widerPreset } from '@/components/traces/call-empty';
import { Button, buttonVariants } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import type { ApisixEmpty } from '@/lib/prometheus/apisix-metrics';
import { parseTimeRange, type TimeRange } from '@/lib/telemetry/time-range';

export type ApisixEmptyStateProps = {
  empty: ApisixEmpty;
  gatewayId: string;
  routeId: string;
  chosen: TimeRange;
  setRange: (range: TimeRange) => void;
};

/** Why APISIX has no numbers of the route, and the one thing to do about it. */
export function ApisixEmptyState({ empty, gatewayId, routeId, chosen, setRange }: ApisixEmptyStateProps) {
  const t = useTranslations('apisixMetrics.empty');
  const search = useSearchParams();
  const { reason } = empty;
  const plugins = hrefs.route(gatewayId, routeId, 'plugins');
  const targets: Record<ApisixEmpty['reason'], string | null> = {
    not_configured: hrefs.status(gatewayId),
    off: plugins,
    unknown_state: plugins,
    not_loaded: hrefs.instrumentation(gatewayId),
    label_disabled: hrefs.instrumentation(gatewayId),
    not_scraped: hrefs.instrumentation(gatewayId),
    no_requests: null,
  };
  const target = targets[reason];
  const wider = widerPreset(chosen);
  const action =
    target !== null ? (
      <Link className={buttonVariants()} href={keepTimeRange(target, search) as Route}>
        {t(`${reason}.action`)}
      </Link>
    ) : wider === null ? null : (
      <Button onClick={() => setRange(parseTimeRange(wider, 'now'))}>{t('no_requests.action')}</Button>
    );
  return (
    <Card>
      <EmptyState action={action} className="py-8" title={t(`${reason}.title`)}>
        {reason === 'not_scraped' ? t('not_scraped.text', { prefix: empty.prefix }) : t(`${reason}.text`)}
      </EmptyState>
    </Card>
  );
}
