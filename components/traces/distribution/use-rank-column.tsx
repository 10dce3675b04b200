'use client';

import { useTranslations } from 'next-intl';
import { useMemo } from 'react';
import type { CallColumn } from '@/components/traces/call-grid';
import { type Distribution, slowerThan } from '@/lib/deepflow/distribution';
import { formatShare } from '@/lib/telemetry/format';
import { formatTimePoint, type TimeRange } from '@/lib/telemetry/time-range';

const withinKeys = { s: 'lastSeconds', m: 'lastMinutes', h: 'lastHours', d: 'lastDays' } as const;

/** How each call's duration stands among those of the range: a column of the list, and the same in whole words. */
export function useRankColumn(
  peers: Distribution | undefined,
  { isFiltered, chosen }: { isFiltered: boolean; chosen: TimeRange },
): CallColumn {
  const t = useTranslations('distribution');
  return useMemo(() => {
    const { from, to } = chosen;
    const last = to.kind === 'now' && to.agoMs === 0 ? /^now-(\d+)([smhd])$/.exec(formatTimePoint(from)) : null;
    const within = last
      ? t(`rank.within.${withinKeys[last[2] as keyof typeof withinKeys]}`, { count: Number(last[1]) })
      : t('rank.within.range');
    const among = peers?.cut ? 'cut' : isFiltered ? 'filtered' : 'all';
    return {
      key: 'rank',
      head: t('rank.head'),
      track: '6.5rem',
      align: 'end',
      cell: ({ durationUs }) => {
        const share = peers === undefined || durationUs === null ? null : slowerThan(peers.quantiles, durationUs);
        if (share === null) return <span title={durationUs === null ? t('rank.unanswered') : undefined}>–</span>;
        const count = peers?.totals.answered ?? 0;
        const words =
          share === 0
            ? t('rank.lowest', { count, among, within })
            : t('rank.words', { share: formatShare(share), count, among, within });
        return (
          <span className="tabular-nums" title={words}>
            <span aria-hidden>{share === 0 ? t('rank.few') : formatShare(share)}</span>
            <span className="sr-only">{words}</span>
          </span>
        );
      },
    };
  }, [t, peers, isFiltered, chosen]);
}
