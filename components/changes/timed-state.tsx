'use client';

import { AlarmClock, AlarmClockOff, Check, TriangleAlert, Undo2 } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Chip } from '@/components/ui/chip';
import { Tooltip } from '@/components/ui/tooltip';
import { useNowMs } from '@/components/ui/use-now';
import type { ChangeSummary } from '@/lib/changes/dto';
import { useDurationWords } from './use-duration-words';

/** Whether and when a timed change is taken back. Nothing for one that is not timed. */
export function TimedState({
  change: { revertAt, revertState },
  tabIndex,
}: {
  change: Pick<ChangeSummary, 'revertAt' | 'revertState'>;
  tabIndex?: number;
}) {
  const t = useTranslations('changes.timed');
  const words = useDurationWords();
  const now = useNowMs();
  if (revertAt === null) return null;
  const focus = tabIndex === undefined ? {} : { tabIndex };
  if (revertState === null || revertState === 'waiting')
    return (
      <Chip tone="accent">
        <AlarmClock aria-hidden />
        <span className="truncate tabular-nums">{t('left', { duration: words(revertAt - now) })}</span>
      </Chip>
    );
  const look = {
    restoring: { tone: 'accent', icon: Undo2 },
    done: { tone: 'neutral', icon: Check },
    cancelled: { tone: 'client_error', icon: AlarmClockOff },
    failed: { tone: 'server_error', icon: TriangleAlert },
  } as const;
  const { tone, icon: Icon } = look[revertState];
  return (
    <Tooltip content={t(`${revertState}Why`)} {...focus}>
      <Chip tone={tone}>
        <Icon aria-hidden />
        <span className="truncate">{t(revertState)}</span>
      </Chip>
    </Tooltip>
  );
}
