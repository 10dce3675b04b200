'use client';

import { AlarmClock } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useGateway } from '@/components/shell/gateway-context';
import { hrefs } from '@/components/shell/hrefs';
import { useNowMs } from '@/components/ui/use-now';
import { useDurationWords } from './use-duration-words';

export type TimerChipProps = { plugin: string; at: number; changeId: string; tabIndex?: number };

/** How long a plugin stays as it is; it leads to the change, where that is cancelled. */
export function TimerChip({ plugin, at, changeId, tabIndex }: TimerChipProps) {
  const t = useTranslations('changes.timed');
  const { gateway } = useGateway();
  const duration = useDurationWords()(at - useNowMs());
  const label = t('chip', { plugin, duration });
  return (
    <Link
      aria-label={label}
      className="inline-flex h-5 shrink-0 items-center gap-1 rounded-sm border border-accent/30 bg-accent-soft px-1 text-2xs text-accent tabular-nums hover:border-accent [&_svg]:size-3"
      href={hrefs.change(gateway.id, changeId)}
      prefetch={false}
      tabIndex={tabIndex}
      title={label}
    >
      <AlarmClock aria-hidden />
      {duration}
    </Link>
  );
}
