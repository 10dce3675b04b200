'use client';

import { useTranslations } from 'next-intl';
import { useQueryStates } from 'nuqs';
import { useCallback, useDeferredValue, useMemo, useState } from 'react';
import { Card, CardBody, CardHeader, CardTitle } from '@/components/ui/card';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { SearchInput } from '@/components/ui/search-input';
import { Skeleton } from '@/components/ui/skeleton';
import {
  type ChangeItem,
  type ChangeItemQuery,
  type ChangeSummary,
  itemStatuses,
  planOutcomes,
} from '@/lib/changes/dto';
import { rowInWindows } from '@/lib/query/list-windows';
import { FilterSelect } from './filter-select';
import { ItemDetails } from './item-details';
import { RowGrid } from './row-grid';
import { changeParams } from './search-params';
import { useItemColumns } from './use-item-columns';
import { useItemWindows } from './use-item-windows';

export type ChangeItemsProps = {
  gatewayId: string;
  change: ChangeSummary;
  openPosition: number | null;
  onOpen: (position: number) => void;
};

/** What became, or would become, of each route. A change of a single one shows it whole. */
export function ChangeItems(props: ChangeItemsProps) {
  return props.change.counts.total === 1 ? <SingleItem {...props} /> : <ItemTable {...props} />;
}

function SingleItem({ gatewayId, change }: ChangeItemsProps) {
  const t = useTranslations('changes.items');
  const { pages, error, isFetching, refetch } = useItemWindows(gatewayId, change.id, noQuery, 0, 0);
  const item = pages[0]?.rows[0];
  return (
    <Card className="m-4 shrink-0 max-sm:m-2">
      <CardHeader>
        <CardTitle>{t(change.target.kind === 'route_plugin' ? 'title' : 'metadataTitle')}</CardTitle>
      </CardHeader>
      <CardBody>
        {item ? (
          <ItemDetails change={change} gatewayId={gatewayId} item={item} />
        ) : error ? (
          <ProblemPanel onRetry={refetch} problem={error.problem} retrying={isFetching} />
        ) : pages.length > 0 ? (
          <p className="text-muted">{t('empty')}</p>
        ) : (
          <Skeleton className="h-40 rounded-lg" />
        )}
      </CardBody>
    </Card>
  );
}

const noQuery: ChangeItemQuery = {};
const { q, status, outcome } = changeParams;
const filterParams = { q, status, outcome };

function ItemTable({ gatewayId, change, openPosition, onOpen }: ChangeItemsProps) {
  const t = useTranslations('changes');
  const [params, setParams] = useQueryStates(filterParams);
  const [visible, setVisible] = useState({ first: 0, last: 0 });
  const asked = useDeferredValue(params.q.trim());
  const query = useMemo<ChangeItemQuery>(
    () => ({ q: asked || undefined, status: params.status ?? undefined, outcome: params.outcome ?? undefined }),
    [asked, params.status, params.outcome],
  );
  const { pages, matched, error, isFetching, isStale, refetch } = useItemWindows(
    gatewayId,
    change.id,
    query,
    visible.first,
    visible.last,
  );
  const handleVisible = useCallback((first: number, last: number) => setVisible({ first, last }), []);
  const columns = useItemColumns(gatewayId, change);
  const isPlanned = change.status === 'planned';
  const shownStatuses = itemStatuses.filter((each) => change.counts[each] > 0 || each === params.status);
  const shownOutcomes = planOutcomes.filter((each) => change.outcomes[each] > 0 || each === params.outcome);
  return (
    <section
      aria-label={t('items.title')}
      className="m-4 flex min-h-80 flex-1 flex-col overflow-hidden rounded-lg border bg-surface max-sm:m-2"
    >
      <div className="flex flex-wrap items-center gap-1.5 px-4 py-2 max-sm:px-2">
        <h2 className="mr-2 font-semibold">{t('items.title')}</h2>
        <SearchInput
          className="w-64 max-sm:w-full"
          clearLabel={t('clearSearch')}
          label={t('items.search')}
          onValueChange={(value) => void setParams({ q: value || null })}
          placeholder={t('items.search')}
          value={params.q}
        />
        {isPlanned ? null : (
          <FilterSelect
            any={t('items.anyStatus')}
            label={t('column.result')}
            onChange={(chosen) => void setParams({ status: chosen })}
            textOf={(each) => `${t(`itemStatus.${each}`)} (${change.counts[each]})`}
            value={params.status}
            values={shownStatuses}
          />
        )}
        <FilterSelect
          any={t('items.anyOutcome')}
          label={t('column.outcome')}
          onChange={(chosen) => void setParams({ outcome: chosen })}
          textOf={(each) => `${t(`outcome.${each}`)} (${change.outcomes[each]})`}
          value={params.outcome}
          values={shownOutcomes}
        />
        <span className="ml-auto text-muted text-xs tabular-nums">
          {matched === null ? '' : t('items.count', { count: matched })}
        </span>
      </div>
      {matched === null && error ? (
        <ProblemPanel className="m-4" onRetry={refetch} problem={error.problem} retrying={isFetching} />
      ) : matched === 0 ? (
        <p className="border-t px-4 py-8 text-center text-muted">
          {t(change.counts.total === 0 ? 'items.empty' : 'items.none')}
        </p>
      ) : (
        <RowGrid<ChangeItem>
          columns={columns}
          count={matched ?? Math.min(change.counts.total, 12)}
          isOpen={({ position }) => position === openPosition}
          isStale={isStale}
          label={t('items.table')}
          minWidth={820}
          onOpen={({ position }) => onOpen(position)}
          onVisibleChange={handleVisible}
          rowAt={(index) => rowInWindows(pages, index)}
        />
      )}
    </section>
  );
}
