import { type ComponentProps, type ReactNode, useId } from 'react';
import { cn } from './cn';

export type CheckboxProps = Omit<ComponentProps<'input'>, 'type'> & { label: ReactNode; help?: string };

export function Checkbox({ label, help, className, ...props }: CheckboxProps) {
  const id = useId();
  const box = (
    <label className={cn('inline-flex min-h-6 items-center gap-2 text-sm', className)} data-slot="checkbox">
      <input
        aria-describedby={help ? id : undefined}
        className="size-3.5 shrink-0 accent-accent"
        type="checkbox"
        {...props}
      />
      <span className="min-w-0">{label}</span>
    </label>
  );
  if (!help) return box;
  return (
    <div>
      {box}
      <p className="pl-5.5 text-subtle text-xs" id={id}>
        {help}
      </p>
    </div>
  );
}
