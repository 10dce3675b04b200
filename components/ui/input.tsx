import type { ComponentProps } from 'react';
import { cn } from './cn';

export const fieldClass =
  'h-7 min-w-0 rounded-md border border-line-strong bg-surface px-2 text-sm text-fg hover:border-subtle focus-visible:outline-offset-0 disabled:opacity-60 aria-invalid:border-server-error-solid';

export function Input({ className, type = 'text', ...props }: ComponentProps<'input'>) {
  return <input className={cn(fieldClass, className)} data-slot="input" type={type} {...props} />;
}
