import { useTranslations } from 'next-intl';
import { cn } from './cn';
import { type DiffLine, diffLines } from './diff-lines';
import { DiffRow } from './diff-row';
import { ScrollRegion } from './scroll-region';

export type TextDiffProps = { before: string; after: string; label: string; className?: string };

type Shown = { kind: DiffLine['kind']; text: string; line: number } | { kind: 'gap'; lines: number; line: number };

/** Lines around a change that are shown with it. */
const context = 3;

/** Two YAML texts as the lines that differ, with what stands around them. */
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
          <DiffRow key={`${line.kind} ${line.line}`} language="yaml" line={line} />
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
