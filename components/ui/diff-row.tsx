import { useTranslations } from 'next-intl';
import { cn } from './cn';
import { Tokens } from './code-block';
import type { DiffLine } from './diff-lines';
import { highlightLine } from './highlight';

export type DiffRowProps = { line: DiffLine; language: Parameters<typeof highlightLine>[1] };

const signs: Record<DiffLine['kind'], string> = { same: ' ', added: '+', removed: '−' };

/** One line of a difference. Its sign and its words say what its colour says. */
export function DiffRow({ line: { kind, text }, language }: DiffRowProps) {
  const t = useTranslations('common.diff');
  return (
    <div
      className={cn(
        'flex whitespace-pre-wrap [overflow-wrap:anywhere]',
        kind === 'added' && 'bg-ok-soft',
        kind === 'removed' && 'bg-server-error-soft',
      )}
      data-kind={kind}
    >
      <span aria-hidden className="w-6 shrink-0 text-center text-subtle select-none">
        {signs[kind]}
      </span>
      {kind === 'same' ? null : <span className="sr-only">{t(kind)} </span>}
      <code className={cn('min-w-0 pr-2', kind === 'removed' && 'line-through decoration-server-error-solid/60')}>
        <Tokens tokens={highlightLine(text, language)} />
      </code>
    </div>
  );
}
