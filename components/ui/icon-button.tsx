import type { ComponentProps } from 'react';
import { cn } from './cn';

export type IconButtonProps = Omit<ComponentProps<'button'>, 'aria-label' | 'title'> & {
  /** Its name: read aloud, and shown on hover. */
  label: string;
  size?: 'sm' | 'md';
};

export function IconButton({ label, size = 'md', className, type = 'button', ...props }: IconButtonProps) {
  return (
    <button
      aria-label={label}
      className={cn(
        'inline-flex shrink-0 items-center justify-center rounded-md text-muted transition-colors hover:bg-hover hover:text-fg disabled:opacity-50 aria-expanded:bg-hover aria-pressed:bg-accent-soft aria-pressed:text-accent [&_svg]:size-4',
        size === 'sm' ? 'size-6 [&_svg]:size-3.5' : 'size-7',
        className,
      )}
      data-slot="icon-button"
      title={label}
      type={type}
      {...props}
    />
  );
}
