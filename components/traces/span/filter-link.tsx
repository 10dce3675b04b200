'use client';

import { ListFilter } from 'lucide-react';
import type { Route } from 'next';
import Link from 'next/link';
import { useSearchParams } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { hrefs } from '@/components/shell/hrefs';
import { keepTimeRange } from '@/components/time-range/time-range-params';
import { cn } from '@/components/ui/cn';
import type { FilterParams } from './call-filter-link';
import { momentRange } from './moment';

export type FilterLinkProps = {
  gatewayId: string;
  routeId: string | null;
  /** Null: no filter finds calls by this value. */
  filter: FilterParams | null;
  name: string;
  /** When the span began: the range to look in where the address has none. */
  startUs: number;
  className?: string;
};

/** Leads to the route's calls that have the same value. Without a route there is no such list. */
export function FilterLink({ gatewayId, routeId, filter, name, startUs, className }: FilterLinkProps) {
  const t = useTranslations('spans.attributes');
  const search = useSearchParams();
  if (filter === null || routeId === null) return null;
  const range = search.get('from') === null ? momentRange(startUs, startUs, 1_800_000) : {};
  const label = t('filterBy', { name });
  return (
    <Link
      aria-label={label}
      className={cn(
        'inline-grid size-6 shrink-0 place-items-center rounded-md text-muted hover:bg-hover hover:text-fg',
        className,
      )}
      href={keepTimeRange(hrefs.route(gatewayId, routeId, 'traces'), search, { ...range, ...filter }) as Route}
      title={label}
    >
      <ListFilter aria-hidden className="size-3.5" />
    </Link>
  );
}
