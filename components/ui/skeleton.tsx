import type { ComponentProps } from 'react';
import { cn } from './cn';

/** A grey bar that stands where a value will be. Give it the final size. */
export function Skeleton({ className, ...props }: ComponentProps<'span'>) {
  return (
    <span
      aria-hidden
      className={cn('block h-3 animate-pulse-soft rounded-sm bg-line', className)}
      data-slot="skeleton"
      {...props}
    />
  );
}
