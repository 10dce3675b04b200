import { CircleAlert } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Button } from '@/components/ui/button';
import { ProblemPanel } from '@/components/ui/problem-panel';
import type { Problem } from '@/lib/http/problem';
import { fileFaultOf } from '@/lib/telemetry/trace/formats/file-problem';

export type FileProblemProps = { name: string; problem: Problem; onChoose: () => void };

/** What is wrong with the chosen file, what would help, and the way to another one. */
export function FileProblem({ name, problem, onChoose }: FileProblemProps) {
  const t = useTranslations('traceFile');
  const fault = fileFaultOf(problem);
  const again = (
    <Button onClick={onChoose} size="sm">
      {t('chooseOther')}
    </Button>
  );
  if (fault === null)
    return (
      <div className="overflow-auto p-4">
        <ProblemPanel action={again} problem={problem} />
      </div>
    );
  return (
    <div className="overflow-auto p-4">
      <section
        className="rounded-lg border border-server-error-solid/50 bg-surface p-4"
        data-fault={fault}
        role="alert"
      >
        <div className="flex gap-3">
          <CircleAlert aria-hidden className="mt-px size-4 shrink-0 text-server-error" />
          <div className="min-w-0 flex-1 space-y-1">
            <h2 className="font-semibold break-words">{t(`fault.${fault}.title`, { name })}</h2>
            <p className="text-pretty text-muted">{t(`fault.${fault}.text`)}</p>
            <h3 className="pt-1 text-subtle text-xs">{t('exactly')}</h3>
            <pre className="rounded-md bg-sunken p-2 font-mono text-xs break-words whitespace-pre-wrap">
              {problem.detail}
            </pre>
            <div className="pt-2">{again}</div>
          </div>
        </div>
      </section>
    </div>
  );
}
