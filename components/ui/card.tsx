import type { ComponentProps } from 'react';
import { cn } from './cn';

/** A framed part of a page. */
export function Card({ className, ...props }: ComponentProps<'section'>) {
  return <section className={cn('min-w-0 rounded-lg border bg-surface', className)} data-slot="card" {...props} />;
}

export function CardHeader({ className, ...props }: ComponentProps<'header'>) {
  return (
    <header
      className={cn('flex min-h-10 flex-wrap items-center gap-x-3 gap-y-1 border-b px-4 py-2', className)}
      data-slot="card-header"
      {...props}
    />
  );
}

export function CardTitle({ className, ...props }: ComponentProps<'h2'>) {
  return <h2 className={cn('font-semibold', className)} data-slot="card-title" {...props} />;
}

export function CardBody({ className, ...props }: ComponentProps<'div'>) {
  return <div className={cn('px-4 py-3', className)} data-slot="card-body" {...props} />;
}
