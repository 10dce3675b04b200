import { cn } from '@/components/ui/cn';
import { Skeleton } from '@/components/ui/skeleton';

export type FigureProps = {
  name: string;
  /** Both are absent while they are under way. */
  value: string | null | undefined;
  note: string | null | undefined;
  isBad?: boolean;
  className?: string;
};

/** One number in large with its name above and what belongs to it below; part of a `dl`. */
export function Figure({ name, value, note, isBad = false, className }: FigureProps) {
  return (
    <div className={cn('min-w-0', className)}>
      <dt className="text-subtle text-xs">{name}</dt>
      <dd
        className="flex h-7 items-center font-semibold text-lg tabular-nums data-[bad=true]:text-server-error"
        data-bad={isBad}
      >
        {value ?? <Skeleton className="h-4 w-20" />}
      </dd>
      <dd className="min-h-4 truncate text-muted text-xs tabular-nums">{note ?? ''}</dd>
    </div>
  );
}
