'use client';

import { useTranslations } from 'next-intl';
import type { ChangeItem } from '@/lib/changes/dto';
import { type LookedAt, type Reason, type ReasonedProblem, risesOf } from '@/lib/changes/reason';
import type { Problem } from '@/lib/http/problem';
import { joinSentences } from '@/lib/i18n/sentences';
import { formatDuration } from '@/lib/telemetry/format';

/** What exactly happened: in the reader's language where the problem says it by code, else in the words it came with. */
export function useWhy(): (problem: ReasonedProblem) => string {
  const words = useReasonWords();
  return ({ reason, detail, title }) => words(reason ?? null) ?? detail ?? title;
}

/** Why an object of a change stands as it does; of a dry run also where what it found is reason enough. */
export function useItemReason(isPlanned: boolean): (item: Pick<ChangeItem, 'outcome' | 'reason'>) => string | null {
  const t = useTranslations('changes.outcomeWhy');
  const words = useReasonWords();
  return ({ outcome, reason }) =>
    words(reason) ?? (isPlanned && (outcome === 'twice' || outcome === 'inherits') ? t(outcome) : null);
}

/** Why a change or one of its objects stands as it does, in the reader's language. */
export function useReasonWords(): (reason: Reason | null) => string | null {
  const t = useTranslations('changes.reason');
  const problems = useTranslations('problems');
  const sentence = ({ code, upstream, detail }: Problem) => {
    const title = problems(`${code}.title`, { upstream: problems(`upstream.${upstream ?? 'console'}`) });
    return detail === undefined ? title : t('withDetail', { title, detail });
  };
  const cut = ({ isCut, lengthMs }: LookedAt) => (isCut ? [t('cut', { length: formatDuration(lengthMs * 1000) })] : []);
  return wordsOf;

  function wordsOf(reason: Reason | null): string | null {
    if (reason === null) return null;
    switch (reason.code) {
      case 'words':
      case 'not_undoable':
        return reason.words;
      case 'upstream':
        return sentence(reason.problem);
      case 'not_restored_yet':
      case 'unmeasured':
        return t(reason.code, { problem: sentence(reason.problem) });
      case 'worsened': {
        const { overall, count, judged } = reason;
        return joinSentences([
          ...(overall === null ? [t('overall_within')] : risesOf(overall).map(wordsOf)),
          ...(count === 0 ? [] : [t('worsened', { count, judged })]),
          ...cut(reason),
        ]);
      }
      case 'no_worse':
        return joinSentences([t('no_worse', { judged: reason.judged, routes: reason.routes }), ...cut(reason)]);
      case 'errors_rose':
        return t(reason.code, { points: reason.points.toFixed(1), percent: reason.percent.toFixed(1) });
      case 'became_slower':
        return t(reason.code, { percent: reason.percent.toFixed(0), p95: formatDuration(reason.p95Us) });
      default:
        return t(reason.code, { ...reason });
    }
  }
}
