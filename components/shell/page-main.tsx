import type { ComponentProps } from 'react';
import { cn } from '@/components/ui/cn';

/**
 * The page's content: what «Skip to content» leads to. It scrolls by itself, below the header, and what is placed in it
 * is placed by it: the hidden texts for screen readers would make the window scroll, too.
 */
export function PageMain({ className, ...props }: ComponentProps<'main'>) {
  return (
    <main
      className={cn('relative min-h-0 flex-1 overflow-auto outline-none', className)}
      data-slot="page-main"
      id="content"
      tabIndex={-1}
      {...props}
    />
  );
}
