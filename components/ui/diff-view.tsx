import { useTranslations } from 'next-intl';
import { cn } from './cn';
import { Tokens } from './code-block';
import { type DiffLine, diffLines } from './diff-lines';
import { highlightLine } from './highlight';
import { ScrollRegion } from './scroll-region';

export type DiffViewProps = {
  /** Undefined: there was, or will be, nothing. */
  before: unknown;
  after: unknown;
  label: string;
  className?: string;
};

const signs: Record<DiffLine['kind'], string> = { same: ' ', added: '+', removed: '−' };

/** Two JSON values as one list of lines: what goes, what comes, what stays. Signs say it as well as colours. */
export function DiffView({ before, after, label, className }: DiffViewProps) {
  const t = useTranslations('common');
  return (
    <ScrollRegion
      className={cn('overflow-auto rounded-md border bg-surface py-1 font-mono text-xs leading-[1.55]', className)}
      data-slot="diff-view"
      label={label}
    >
      {diffLines(toLines(before), toLines(after)).map((line, index) => (
        <div
          className={cn(
            'flex whitespace-pre-wrap [overflow-wrap:anywhere]',
            line.kind === 'added' && 'bg-ok-soft',
            line.kind === 'removed' && 'bg-server-error-soft',
          )}
          data-kind={line.kind}
          // biome-ignore lint/suspicious/noArrayIndexKey: a line is its number.
          key={index}
        >
          <span aria-hidden className="w-6 shrink-0 text-center text-subtle select-none">
            {signs[line.kind]}
          </span>
          {line.kind === 'same' ? null : <span className="sr-only">{t(`diff.${line.kind}`)} </span>}
          <code
            className={cn('min-w-0 pr-2', line.kind === 'removed' && 'line-through decoration-server-error-solid/60')}
          >
            <Tokens tokens={highlightLine(line.text, 'json')} />
          </code>
        </div>
      ))}
    </ScrollRegion>
  );
}

function toLines(value: unknown): string[] {
  return value === undefined || value === null ? [] : JSON.stringify(value, null, 2).split('\n');
}
