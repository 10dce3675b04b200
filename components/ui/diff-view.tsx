import { cn } from './cn';
import { diffLines } from './diff-lines';
import { DiffRow } from './diff-row';
import { ScrollRegion } from './scroll-region';

export type DiffViewProps = {
  /** Undefined: there was, or will be, nothing. */
  before: unknown;
  after: unknown;
  label: string;
  className?: string;
};

/** Two JSON values as one list of lines: what goes, what comes, what stays. */
export function DiffView({ before, after, label, className }: DiffViewProps) {
  return (
    <ScrollRegion
      className={cn('overflow-auto rounded-md border bg-surface py-1 font-mono text-xs leading-[1.55]', className)}
      data-slot="diff-view"
      label={label}
      ref={toFirstDifference}
    >
      {diffLines(toLines(before), toLines(after)).map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line is its number.
        <DiffRow key={index} language="json" line={line} />
      ))}
    </ScrollRegion>
  );
}

/** Scrolls a long difference to its first line that differs, with two lines before it. */
function toFirstDifference(region: HTMLElement | null): void {
  const first = region?.querySelector<HTMLElement>('[data-kind]:not([data-kind=same])');
  if (!region || !first) return;
  region.scrollTop += first.getBoundingClientRect().top - region.getBoundingClientRect().top - 2 * first.offsetHeight;
}

function toLines(value: unknown): string[] {
  return value === undefined || value === null ? [] : JSON.stringify(value, null, 2).split('\n');
}
