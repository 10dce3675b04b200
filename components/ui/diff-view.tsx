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
    >
      {diffLines(toLines(before), toLines(after)).map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line is its number.
        <DiffRow key={index} language="json" line={line} />
      ))}
    </ScrollRegion>
  );
}

function toLines(value: unknown): string[] {
  return value === undefined || value === null ? [] : JSON.stringify(value, null, 2).split('\n');
}
