'use client';

import type { Route } from 'next';
import Link from 'next/link';
import { useSearchParams } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { hrefs } from '@/components/shell/hrefs';
import { LastHourButton } from '@/components/time-range/last-hour-button';
import { keepTimeRange } from '@/components/time-range/time-range-params';
import { Button, buttonVariants } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { useSentenceGap } from '@/components/ui/sentence-gap';
import { useMoment } from '@/components/ui/use-moment';
import { formatTimeRange, parseTimeRange, type TimeRange, timePresets } from '@/lib/telemetry/time-range';
import type { EmptyReason } from './empty-reason';
import { FileLink } from './file/file-link';

export type CallEmptyProps = {
  reason: EmptyReason;
  /** How many calls the reason speaks of. */
  count: number;
  gatewayId: string;
  routeId: string;
  chosen: TimeRange;
  setRange: (range: TimeRange) => void;
  clearFilters: () => void;
  /** Epoch s: the range begins before it, and DeepFlow keeps nothing that is older. */
  keptFromS?: number | null;
  /** Where traces are looked for: one may lie in a file. */
  withFile?: boolean;
};

/** Why there is no call, and the one thing to do about it. */
export function CallEmpty(props: CallEmptyProps) {
  const {
    reason,
    count,
    gatewayId,
    routeId,
    chosen,
    setRange,
    clearFilters,
    keptFromS = null,
    withFile = false,
  } = props;
  const t = useTranslations('traces');
  const search = useSearchParams();
  const moment = useMoment();
  const gap = useSentenceGap();
  const kept = keptFromS === null ? '' : t('empty.keptFrom', { time: moment(keptFromS * 1000) });
  const link = (href: string, label: string) => (
    <Link className={buttonVariants()} href={keepTimeRange(href, search) as Route}>
      {label}
    </Link>
  );
  const wider = widerPreset(chosen);
  const widen =
    wider === null ? null : <Button onClick={() => setRange(parseTimeRange(wider, 'now'))}>{t('empty.widen')}</Button>;
  const actions: Record<EmptyReason, React.ReactNode> = {
    filtered: <Button onClick={clearFilters}>{t('filter.clear')}</Button>,
    disabled: link(hrefs.route(gatewayId, routeId, 'config'), t('empty.openConfig')),
    not_kept: <LastHourButton />,
    blind: link(hrefs.status(gatewayId), t('empty.openStatus')),
    scan_limit: <Button onClick={() => setRange(parseTimeRange('now-5m', 'now'))}>{t('empty.narrow')}</Button>,
    taken: link(hrefs.routes(gatewayId), t('empty.openRoutes')),
    otel_only: link(hrefs.route(gatewayId, routeId, 'plugins'), t('empty.openPlugins')),
    ambiguous: link(hrefs.route(gatewayId, routeId, 'traces'), t('empty.openTraces')),
    // A longer range has no more of what is not kept.
    kept_in_part: null,
    no_traffic: widen,
  };
  return (
    <EmptyState
      action={
        withFile && reason !== 'filtered' ? (
          <>
            {actions[reason]}
            <FileLink gatewayId={gatewayId} />
          </>
        ) : (
          actions[reason]
        )
      }
      title={t(`empty.${reason}.title`)}
    >
      {[t(`empty.${reason}.text`, { count }), reason === 'not_kept' ? '' : kept].filter(Boolean).join(gap)}
    </EmptyState>
  );
}

/** The next longer range up to now that is offered; null when there is none. */
export function widerPreset(chosen: TimeRange): string | null {
  const { from, to } = chosen;
  if (to.kind !== 'now' || from.kind !== 'now') return timePresets.at(-1) ?? null;
  const longer = timePresets.find((preset) => {
    const candidate = parseTimeRange(preset, 'now');
    return (
      candidate.from.kind === 'now' && candidate.from.agoMs > from.agoMs && formatTimeRange(candidate).to === 'now'
    );
  });
  return longer ?? null;
}
