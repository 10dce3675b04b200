import { useTranslations } from 'next-intl';
import { cn } from './cn';
import { Tokens } from './code-block';
import { type DiffLine, diffLines } from './diff-lines';
import { highlightLine } from './highlight';
import { ScrollRegion } from './scroll-region';

export type TextDiffProps = { before: string; after: string; label: string; className?: string };

type Shown = { kind: DiffLine['kind']; text: string; line: number } | { kind: 'gap'; lines: number; line: number };

/** Lines around a change that are shown with it. */
const context = 3;
const signs = { same: ' ', added: '+', removed: '−' } as const;

/** Two YAML texts as the lines that differ, with what stands around them. Signs say it as well as colours. */
export function TextDiff({ before, after, label, className }: TextDiffProps) {
  const t = useTranslations('common');
  return (
    <ScrollRegion
      className={cn('overflow-auto rounded-md border bg-surface py-1 font-mono text-xs leading-[1.55]', className)}
      data-slot="text-diff"
      label={label}
    >
      {shownLines(before, after).map((line) =>
        line.kind === 'gap' ? (
          <div className="bg-sunken px-2 text-subtle select-none" key={`gap ${line.line}`}>
            {t('diff.unchanged', { count: line.lines })}
          </div>
        ) : (
          <div
            className={cn(
              'flex whitespace-pre-wrap [overflow-wrap:anywhere]',
              line.kind === 'added' && 'bg-ok-soft',
              line.kind === 'removed' && 'bg-server-error-soft',
            )}
            data-kind={line.kind}
            key={`${line.kind} ${line.line}`}
          >
            <span aria-hidden className="w-6 shrink-0 text-center text-subtle select-none">
              {signs[line.kind]}
            </span>
            {line.kind === 'same' ? null : <span className="sr-only">{t(`diff.${line.kind}`)} </span>}
            <code
              className={cn('min-w-0 pr-2', line.kind === 'removed' && 'line-through decoration-server-error-solid/60')}
            >
              <Tokens tokens={highlightLine(line.text, 'yaml')} />
            </code>
          </div>
        ),
      )}
    </ScrollRegion>
  );
}

/** The lines that differ, three around each, and how many are left out between. */
export function shownLines(before: string, after: string): Shown[] {
  const [old, now] = [before.split(/\r?\n/), after.split(/\r?\n/)];
  let head = 0;
  while (head < Math.min(old.length, now.length) && old[head] === now[head]) head++;
  let tail = 0;
  while (tail < Math.min(old.length, now.length) - head && old.at(-1 - tail) === now.at(-1 - tail)) tail++;
  const same = (lines: string[]): DiffLine[] => lines.map((text) => ({ kind: 'same', text }));
  const all: DiffLine[] = [
    ...same(old.slice(0, head)),
    ...diffLines(old.slice(head, old.length - tail), now.slice(head, now.length - tail)),
    ...same(tail === 0 ? [] : old.slice(-tail)),
  ];
  const isNear = all.map(() => false);
  for (const [at, { kind }] of all.entries())
    if (kind !== 'same') isNear.fill(true, Math.max(0, at - context), Math.min(all.length, at + context + 1));
  const shown: Shown[] = [];
  for (const [line, { kind, text }] of all.entries()) {
    const last = shown.at(-1);
    if (isNear[line]) shown.push({ kind, text, line });
    else if (last?.kind === 'gap') last.lines++;
    else shown.push({ kind: 'gap', lines: 1, line });
  }
  return shown;
}
