import type { ReactNode } from 'react';
import { cn } from './cn';

export type EmptyStateProps = {
  title: string;
  /** Two sentences: why there is nothing, and what would change that. */
  children?: ReactNode;
  action?: ReactNode;
  className?: string;
};

export function EmptyState({ title, children, action, className }: EmptyStateProps) {
  return (
    <section
      className={cn('mx-auto flex max-w-lg flex-col items-center gap-2 px-4 py-12 text-center', className)}
      data-slot="empty-state"
    >
      <h2 className="text-base font-semibold">{title}</h2>
      {children ? <div className="text-pretty text-muted">{children}</div> : null}
      {action ? <div className="mt-2 flex flex-wrap justify-center gap-2">{action}</div> : null}
    </section>
  );
}
