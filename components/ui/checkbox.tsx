import type { ComponentProps, ReactNode } from 'react';
import { cn } from './cn';

export type CheckboxProps = Omit<ComponentProps<'input'>, 'type'> & { label: ReactNode };

export function Checkbox({ label, className, ...props }: CheckboxProps) {
  return (
    <label className={cn('inline-flex min-h-6 items-center gap-2 text-sm', className)} data-slot="checkbox">
      <input className="size-3.5 shrink-0 accent-accent" type="checkbox" {...props} />
      <span className="min-w-0">{label}</span>
    </label>
  );
}
