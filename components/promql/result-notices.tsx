'use client';

import { useTranslations } from 'next-intl';
import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { TimeStamp } from '@/components/ui/time-stamp';
import { useMoment } from '@/components/ui/use-moment';
import type { Problem } from '@/lib/http/problem';
import type { PromqlAnswer } from '@/lib/prometheus/dto';
import { sourceWords } from '@/lib/prometheus/place-in-query';
import type { Answered } from './use-promql';

/** What the source said to an expression that it refuses; null: the problem is another one. */
export function refusalWords(problem: Problem | null): string | null {
  if (problem?.code !== 'upstream_rejected') return null;
  return sourceWords(problem.detail ?? '') || null;
}

type ProblemProps = {
  problem: Problem;
  /** Where something else is being written meanwhile: what was refused. */
  query: string | null;
  onRetry: () => void;
  retrying: boolean;
  onGo: (() => void) | null;
};

/** Why there is no answer: the source's own words where it refuses the expression, else what failed. */
export function RunProblem({ problem, query, onRetry, retrying, onGo }: ProblemProps) {
  const t = useTranslations('promql.refused');
  const words = refusalWords(problem);
  if (words === null) return <ProblemPanel onRetry={onRetry} problem={problem} retrying={retrying} />;
  return (
    <div role="alert">
      <Notice
        action={
          onGo === null ? null : (
            <Button onClick={onGo} size="sm">
              {t('goTo')}
            </Button>
          )
        }
        title={t('title')}
        tone="error"
      >
        {query === null ? null : <code className="block font-mono text-muted text-xs break-all">{query}</code>}
        <code className="block font-mono text-xs">{words}</code>
        {needsAggregation(words) ? <p className="mt-1 text-muted">{t('aggregate')}</p> : null}
      </Notice>
    </div>
  );
}

/** How DeepFlow refuses its own metrics as they are (querier/app/prometheus/service/converters.go). */
function needsAggregation(words: string): boolean {
  return /unknown series|not support for 'without'|aggregation operator.* is not supported/.test(words);
}

/** That what is below answers an older question, and which. */
export function OlderNotice({ answered, query }: { answered: Answered; query: string }) {
  const t = useTranslations('promql.result');
  const when = () => <TimeStamp at={answered.atMs} />;
  const isSame = answered.input.query === query;
  return (
    <Notice tone="warning">
      {isSame ? t.rich('olderSame', { when }) : t.rich('older', { when })}
      {isSame ? null : <code className="ml-1 font-mono text-xs break-all">{answered.input.query}</code>}
    </Notice>
  );
}

/** What of an answer is not shown, and what its source remarks. */
export function AnswerNotices({ answer }: { answer: PromqlAnswer }) {
  const t = useTranslations('promql.result');
  const moment = useMoment();
  const total = answer.kind === 'range' ? answer.range.total : answer.total;
  const count = answer.kind === 'range' ? answer.range.series.length : answer.samples.length;
  return (
    <>
      {total === null ? null : (
        <Notice tone="warning">
          {answer.kind === 'range' ? t('cutSeries', { total, count }) : t('cutSamples', { total, count })}
        </Notice>
      )}
      {answer.kind === 'range' && answer.cutBeforeS !== null ? (
        <Notice tone="warning">{t('cutBefore', { since: moment(answer.cutBeforeS * 1000) })}</Notice>
      ) : null}
      {answer.kind === 'range' && answer.notDrawn > 0 ? (
        <Notice>{t('notDrawn', { count: answer.notDrawn })}</Notice>
      ) : null}
      {answer.remarks.map((remark) => (
        <Notice key={remark}>
          {t('remark')} <span className="break-words">{remark}</span>
        </Notice>
      ))}
    </>
  );
}
