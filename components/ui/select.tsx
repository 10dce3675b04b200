import { ChevronDown } from 'lucide-react';
import type { ComponentProps } from 'react';
import { cn } from './cn';
import { fieldClass } from './input';

/** The platform's own select: its keyboard, its touch list and its screen-reader words come for nothing. */
export function Select({ className, children, ...props }: ComponentProps<'select'>) {
  return (
    <span className={cn('relative inline-flex', className)} data-slot="select">
      <select
        className={cn(fieldClass, 'w-full appearance-none truncate pr-7 data-[set=true]:border-accent')}
        {...props}
      >
        {children}
      </select>
      <ChevronDown aria-hidden className="pointer-events-none absolute top-1.5 right-2 size-3.5 text-subtle" />
    </span>
  );
}
