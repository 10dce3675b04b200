import type { ComponentProps } from 'react';
import { cn } from './cn';

export type SwitchProps = Omit<ComponentProps<'button'>, 'onChange' | 'role' | 'aria-checked'> & {
  checked: boolean;
  onCheckedChange: (checked: boolean) => void;
};

export function Switch({ checked, onCheckedChange, className, ...props }: SwitchProps) {
  return (
    <button
      aria-checked={checked}
      className={cn(
        'relative inline-flex h-5 w-9 shrink-0 items-center rounded-full border border-subtle bg-sunken transition-colors disabled:opacity-50 aria-checked:border-accent aria-checked:bg-accent',
        className,
      )}
      data-slot="switch"
      onClick={() => onCheckedChange(!checked)}
      role="switch"
      type="button"
      {...props}
    >
      <span
        aria-hidden
        className={cn(
          'block size-3.5 rounded-full transition-transform',
          checked ? 'translate-x-[18px] bg-on-accent' : 'translate-x-0.5 bg-subtle',
        )}
      />
    </button>
  );
}
