'use client';

import { useTranslations } from 'next-intl';
import { lazy, type RefObject, Suspense } from 'react';
import { cn } from '@/components/ui/cn';
import { SearchInput } from '@/components/ui/search-input';
import type { RouteListPage } from '@/lib/apisix/dto';
import type { RouteListParams } from './search-params';
import type { SetRouteListParams } from './set-params';

export type RouteToolbarProps = {
  params: RouteListParams;
  setParams: SetRouteListParams;
  facets: RouteListPage['facets'] | null;
  count: string;
  isFiltered: boolean;
  /** A new query is under way. */
  isBusy: boolean;
  onClear: () => void;
  /** The arrow down in the search: on to the rows. */
  onLeaveSearch: () => void;
  searchRef: RefObject<HTMLInputElement | null>;
};

const RouteFilters = lazy(async () => ({ default: (await import('./route-filters')).RouteFilters }));
const ViewOptions = lazy(async () => ({ default: (await import('./view-options')).ViewOptions }));

/** Search and filters. Every one of them is in the address. */
export function RouteToolbar(props: RouteToolbarProps) {
  const { params, setParams, facets, count, isFiltered, isBusy, onClear, onLeaveSearch, searchRef } = props;
  const t = useTranslations('routes');
  return (
    <search aria-label={t('filters')} className="flex flex-wrap items-center gap-1.5 px-4 py-2 max-sm:px-2">
      <SearchInput
        className="w-80 max-sm:w-full"
        clearLabel={t('clearSearch')}
        label={t('search')}
        onArrowDown={onLeaveSearch}
        onValueChange={(q) => void setParams({ q: q || null })}
        placeholder={t('searchPlaceholder')}
        ref={searchRef}
        shortcut="/"
        value={params.q}
      />
      {/* As wide as the filters are, so that the rows below do not move when they are there. */}
      <Suspense fallback={<span className={cn('h-7 max-w-full', isFiltered ? 'w-256' : 'w-226')} />}>
        <RouteFilters facets={facets} isFiltered={isFiltered} onClear={onClear} params={params} setParams={setParams} />
      </Suspense>
      <span
        aria-busy={isBusy}
        className="ml-auto whitespace-nowrap text-muted text-xs tabular-nums"
        data-slot="route-count"
      >
        {count}
      </span>
      <Suspense fallback={<span className="size-7" />}>
        <ViewOptions params={params} setParams={setParams} />
      </Suspense>
    </search>
  );
}
