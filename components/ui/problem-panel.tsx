'use client';

import { CircleAlert, RotateCw } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import type { Problem } from '@/lib/http/problem';
import { Button } from './button';
import { cn } from './cn';
import { CopyButton } from './copy-button';
import { useProblemWords } from './problem-words';

export type ProblemPanelProps = {
  problem: Problem;
  /** What exactly happened, where there are words for it in the reader's language. */
  why?: string | null;
  onRetry?: () => void;
  retrying?: boolean;
  /** What stays possible meanwhile, or another way out. */
  action?: ReactNode;
  className?: string;
};

/** What happened, why, and what to do next, in the reader's language; what exactly the machine said is one click away. */
export function ProblemPanel({ problem, why, onRetry, retrying = false, action, className }: ProblemPanelProps) {
  const t = useTranslations('problems');
  const words = useProblemWords(problem);
  // Not a failure but a choice of who configured the console: nothing to be alarmed at, and nothing to try again.
  const isUnset = problem.code === 'not_configured';
  return (
    <section
      className={cn('rounded-lg border bg-surface p-4', !isUnset && 'border-server-error-solid/50', className)}
      data-code={problem.code}
      data-slot="problem-panel"
      role={isUnset ? 'status' : 'alert'}
    >
      <div className="flex gap-3">
        {isUnset ? null : <CircleAlert aria-hidden className="mt-px size-4 shrink-0 text-server-error" />}
        <div className="min-w-0 flex-1 space-y-1">
          <h2 className="font-semibold">{words.title}</h2>
          <p className="text-pretty text-muted">{why ?? words.todo}</p>
          {problem.detail || problem.field ? (
            <details className="pt-1 text-xs">
              <summary className="w-fit text-subtle hover:text-fg">{t('detail')}</summary>
              <div className="mt-1 flex items-start gap-1 rounded-md bg-sunken p-2">
                <pre className="min-w-0 flex-1 font-mono break-words whitespace-pre-wrap">{exactly(problem)}</pre>
                <CopyButton label={t('copyDetail')} text={() => exactly(problem)} />
              </div>
            </details>
          ) : null}
          {(onRetry && !isUnset) || action ? (
            <div className="flex flex-wrap gap-2 pt-2">
              {onRetry && !isUnset ? (
                <Button disabled={retrying} onClick={onRetry} size="sm">
                  <RotateCw aria-hidden className={retrying ? 'animate-spin' : undefined} />
                  {t(retrying ? 'retrying' : 'retry')}
                </Button>
              ) : null}
              {action}
            </div>
          ) : null}
        </div>
      </div>
    </section>
  );
}

function exactly({ code, status, upstream, field, detail }: Problem): string {
  const head = [code, status > 0 ? `HTTP ${status}` : null, upstream, field].filter(Boolean).join(' · ');
  return detail ? `${head}\n${detail}` : head;
}
