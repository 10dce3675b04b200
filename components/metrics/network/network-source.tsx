'use client';

import { useLocale, useTimeZone, useTranslations } from 'next-intl';
import { CallNotices } from '@/components/traces/call-notices';
import { useSentenceGap } from '@/components/ui/sentence-gap';
import type { RouteNetwork } from '@/lib/deepflow/network';
import { formatDuration } from '@/lib/telemetry/format';
import { lateS } from '@/lib/telemetry/lateness';

/** What the numbers are made of, and what is not in them. */
export function NetworkSource({ network }: { network: RouteNetwork }) {
  const t = useTranslations('routeMetrics.network');
  const locale = useLocale();
  const timeZone = useTimeZone();
  const gap = useSentenceGap();
  const { precision, stepS, times, completeToS, calls, upstreams } = network;
  const clock = new Intl.DateTimeFormat(locale, {
    timeStyle: 'medium',
    hourCycle: 'h23',
    ...(timeZone === undefined ? {} : { timeZone }),
  });
  const endS = (times.at(-1) ?? 0) + stepS;
  const sentences = [
    t('source', {
      precision: t(precision === '1s' ? 'precision.seconds' : 'precision.minutes'),
      step: formatDuration(stepS * 1e6),
    }),
    calls === null
      ? t('upstreamsUnknown')
      : upstreams.length > 0
        ? t('upstreamsFrom', { calls })
        : t('noUpstreams', { calls }),
    endS > completeToS
      ? t('incomplete', {
          time: clock.format(completeToS * 1000),
          late: formatDuration(lateS[precision] * 1e6),
        })
      : null,
    t('kept'),
    endS > completeToS ? t('wholePoints') : null,
  ];
  return (
    <CallNotices notices={network.notices}>{sentences.filter((sentence) => sentence !== null).join(gap)}</CallNotices>
  );
}
