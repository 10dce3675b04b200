import { cn } from '@/components/ui/cn';
import { Skeleton } from '@/components/ui/skeleton';

/** As high as a chart with its title and a legend of three lines. */
export function ChartSkeleton({ className }: { className?: string }) {
  return (
    <div aria-hidden className={cn('flex h-72 flex-col gap-3 p-3', className)} data-slot="chart-skeleton">
      <Skeleton className="w-24" />
      <Skeleton className="flex-1 bg-sunken" />
      <Skeleton className="w-2/3" />
      <Skeleton className="w-1/2" />
    </div>
  );
}
