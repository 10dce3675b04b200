'use client';

import type { UseQueryResult } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { useMoment } from '@/components/ui/use-moment';
import type { Problem, ProblemError } from '@/lib/http/problem';
import type { ResolvedRange } from '@/lib/telemetry/time-range';
import type { CompareHandle } from './use-compare';

/** What there is of an earlier time; moments in epoch s of that time. */
export type EarlierReach = {
  hasValues: boolean;
  /** Why it has none, where that is not for lack of data; whole, in the reader's language. */
  why?: string | null;
  /** Calls before it were not read. */
  cutSinceS?: number | null;
  /** DeepFlow keeps nothing that is older. */
  keptFromS?: number | null;
  /** Nothing is known of what lies before it. */
  beginsS?: number | null;
  /** A part of it could not be read. */
  problem?: Problem | null;
};

/**
 * The earlier answer that is laid below today's; `note` says why there is nothing to compare with, or less than all.
 * @param query today's question of the earlier time: to be asked when today's answer is there, for its step decides which
 */
export function useEarlier<Answer>(
  { earlier }: Pick<CompareHandle<ResolvedRange>, 'earlier'>,
  query: UseQueryResult<Answer, ProblemError>,
  reachOf: (answer: Answer) => EarlierReach,
): { before: Answer | undefined; note: ReactNode } {
  const t = useTranslations('charts.compare');
  const moment = useMoment();
  if (earlier === null) return { before: undefined, note: null };
  // What is kept while this comparison loads is of another time or of another filter.
  const before = query.isPlaceholderData ? undefined : query.data;
  const reach = before === undefined ? null : reachOf(before);
  const problem = query.error?.problem ?? reach?.problem;
  if (problem)
    return {
      before,
      note: <ProblemPanel onRetry={() => query.refetch()} problem={problem} retrying={query.isFetching} />,
    };
  if (reach === null) return { before, note: null };
  const words = { before: earlier.label };
  const today = (atS: number) => moment((atS + earlier.shiftS) * 1000);
  const { hasValues, why, cutSinceS = null, keptFromS = null, beginsS = null } = reach;
  if (!hasValues && !query.isFetching)
    return { before, note: <p className="text-muted text-xs">{why ?? t('nothing', words)}</p> };
  if (cutSinceS !== null)
    return {
      before,
      note: <p className="text-client-error text-xs">{t('cut', { ...words, since: today(cutSinceS) })}</p>,
    };
  if (keptFromS === null && beginsS === null) return { before, note: null };
  const text =
    keptFromS === null
      ? t('begins', { ...words, since: today(beginsS ?? 0) })
      : t('kept', { ...words, since: today(keptFromS) });
  return { before, note: <p className="text-muted text-xs">{text}</p> };
}
