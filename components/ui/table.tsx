import type { ComponentProps } from 'react';
import { cn } from './cn';

/** Parts of a plain table of facts. Long lists use their own virtual grid. */
export function Table({ className, ...props }: ComponentProps<'table'>) {
  return <table className={cn('w-full border-collapse text-xs', className)} data-slot="table" {...props} />;
}

export function TableHead({ className, ...props }: ComponentProps<'th'>) {
  return (
    <th
      className={cn('h-7 border-b px-2 text-left font-medium whitespace-nowrap text-subtle', className)}
      data-slot="table-head"
      scope="col"
      {...props}
    />
  );
}

export function TableRow({ className, ...props }: ComponentProps<'tr'>) {
  return <tr className={cn('border-b last:border-b-0', className)} data-slot="table-row" {...props} />;
}

export function TableCell({ className, ...props }: ComponentProps<'td'>) {
  return <td className={cn('h-8 px-2 py-1.5 align-top', className)} data-slot="table-cell" {...props} />;
}
