'use client';

import { useTranslations } from 'next-intl';
import { cn } from '@/components/ui/cn';
import { formatDuration, formatExact, formatShare } from '@/lib/telemetry/format';
import { type HopPath, hopShares } from '@/lib/telemetry/trace/hops';

/** Whose the time was: a bar in proportion, and the same in words. */
export function HopShareBar({ path, name }: { path: HopPath; name: string }) {
  const t = useTranslations('spans.hops');
  const { totalUs, networkUs, middleUs, farUs } = hopShares(path);
  const far = path.stations.findLast(({ leg, index }) => leg === 'out' && index >= 0);
  const parts = [
    {
      key: 'network',
      us: networkUs,
      words: t('network', { time: formatDuration(networkUs) }),
      mark: 'hatched border border-current text-subtle',
    },
    {
      key: 'middle',
      us: middleUs,
      words: path.isGateway
        ? t('middleGateway', { time: formatDuration(middleUs) })
        : t('middleOther', { name, time: formatDuration(middleUs) }),
      mark: 'bg-accent',
    },
    {
      key: 'far',
      us: farUs,
      words: t('far', { name: far?.service ?? t('upstream'), time: formatDuration(farUs) }),
      mark: 'bg-muted',
    },
  ].flatMap((part) => (part.us === null || part.us <= 0 ? [] : [{ ...part, us: part.us }]));
  if (parts.length === 0) return null;
  return (
    <div className="flex min-w-0 items-center gap-x-3 max-sm:flex-wrap max-sm:gap-y-1">
      <div aria-hidden className="flex h-2 w-24 shrink-0 gap-px">
        {parts.map(({ key, us, mark }) => (
          <span className={cn('min-w-0.5 rounded-xs', mark)} key={key} style={{ flexGrow: us, flexBasis: 0 }} />
        ))}
      </div>
      <ul className="flex items-center gap-x-3 text-muted tabular-nums max-sm:flex-wrap">
        {parts.map(({ key, us, words, mark }) => (
          <li className="flex shrink-0 items-center gap-1" key={key} title={formatExact(us, 'µs')}>
            <span aria-hidden className={cn('size-2 rounded-xs', mark)} />
            {words}
            {totalUs === null || totalUs <= 0 ? null : (
              <span className="text-subtle @max-4xl:sr-only">{t('share', { share: formatShare(us / totalUs) })}</span>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}
