import type { ComponentProps, ReactNode } from 'react';
import { cn } from './cn';

/** Names and their values, two columns, one row each. */
export function Facts({ className, ...props }: ComponentProps<'dl'>) {
  return (
    <dl
      className={cn('grid grid-cols-[minmax(6rem,max-content)_minmax(0,1fr)] gap-x-4 gap-y-1.5', className)}
      data-slot="facts"
      {...props}
    />
  );
}

export function Fact({ name, children }: { name: ReactNode; children: ReactNode }) {
  return (
    <>
      <dt className="text-subtle">{name}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </>
  );
}
