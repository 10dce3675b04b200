'use client';

import {
  Ban,
  Check,
  CircleDashed,
  CircleHelp,
  CircleOff,
  CircleX,
  Equal,
  GitFork,
  Globe,
  type LucideIcon,
  Pause,
  Pencil,
  Play,
  SkipForward,
  Square,
  TriangleAlert,
  Unplug,
  Users,
} from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Chip, type ChipTone } from '@/components/ui/chip';
import { Tooltip } from '@/components/ui/tooltip';
import type { ChangeStatus, ChangeSummary, ItemStatus, PlanOutcome } from '@/lib/changes/dto';
import { joinSentences } from '@/lib/i18n/sentences';
import { useReasonWords } from './use-reason-words';

type Look = { tone: ChipTone; icon: LucideIcon };

const statusLooks: Record<ChangeStatus, Look> = {
  planned: { tone: 'outline', icon: CircleDashed },
  running: { tone: 'accent', icon: Play },
  paused: { tone: 'client_error', icon: Pause },
  halted: { tone: 'server_error', icon: TriangleAlert },
  interrupted: { tone: 'timeout', icon: Unplug },
  stopped: { tone: 'unknown', icon: Square },
  done: { tone: 'ok', icon: Check },
};

const itemLooks: Record<ItemStatus, Look> = {
  waiting: { tone: 'outline', icon: CircleDashed },
  writing: { tone: 'accent', icon: Pencil },
  written: { tone: 'ok', icon: Check },
  unchanged: { tone: 'neutral', icon: Equal },
  conflict: { tone: 'client_error', icon: Users },
  failed: { tone: 'server_error', icon: CircleX },
  unknown: { tone: 'timeout', icon: CircleHelp },
  skipped: { tone: 'neutral', icon: SkipForward },
};

const outcomeLooks: Record<PlanOutcome, Look> = {
  will_change: { tone: 'accent', icon: Pencil },
  already: { tone: 'neutral', icon: Equal },
  inherits: { tone: 'client_error', icon: GitFork },
  twice: { tone: 'client_error', icon: TriangleAlert },
  goes_on: { tone: 'client_error', icon: Globe },
  emits_nothing: { tone: 'client_error', icon: CircleOff },
  blocked: { tone: 'unknown', icon: Ban },
  invalid: { tone: 'server_error', icon: CircleX },
};

export type ChangeStatusChipProps = { change: Pick<ChangeSummary, 'status' | 'counts' | 'reason'>; tabIndex?: number };

/** How far a change came. «done» with a failure among its routes is not green. */
export function ChangeStatusChip({ change, tabIndex }: ChangeStatusChipProps) {
  const t = useTranslations('changes');
  const { status, counts } = change;
  const reason = useReasonWords()(change.reason);
  const isFaulty = status === 'done' && counts.failed + counts.conflict + counts.unknown > 0;
  const look = isFaulty ? { tone: 'server_error' as const, icon: TriangleAlert } : statusLooks[status];
  const why = joinSentences([t(`statusWhy.${status}`), reason]);
  return (
    <Explained look={look} text={t(`status.${status}`)} why={why} {...(tabIndex === undefined ? {} : { tabIndex })} />
  );
}

export function ItemStatusChip({ status, tabIndex }: { status: ItemStatus; tabIndex?: number }) {
  const t = useTranslations('changes');
  return (
    <Explained
      look={itemLooks[status]}
      text={t(`itemStatus.${status}`)}
      why={t(`itemStatusWhy.${status}`)}
      {...(tabIndex === undefined ? {} : { tabIndex })}
    />
  );
}

export function OutcomeChip({ outcome, tabIndex }: { outcome: PlanOutcome; tabIndex?: number }) {
  const t = useTranslations('changes');
  return (
    <Explained
      look={outcomeLooks[outcome]}
      text={t(`outcome.${outcome}`)}
      why={t(`outcomeWhy.${outcome}`)}
      {...(tabIndex === undefined ? {} : { tabIndex })}
    />
  );
}

function Explained({
  look: { tone, icon: Icon },
  text,
  why,
  ...props
}: {
  look: Look;
  text: string;
  why: string;
  tabIndex?: number;
}) {
  return (
    <Tooltip content={why} {...props}>
      <Chip tone={tone}>
        <Icon aria-hidden />
        <span className="truncate">{text}</span>
      </Chip>
    </Tooltip>
  );
}
