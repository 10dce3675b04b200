'use client';

import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { SidePane } from '@/components/ui/side-pane';
import { Skeleton } from '@/components/ui/skeleton';
import type { ChangeSummary } from '@/lib/changes/dto';
import { changeQueries } from '@/lib/changes/queries';
import { ItemDetails } from './item-details';

export type ItemPaneProps = { gatewayId: string; change: ChangeSummary; position: number; onClose: () => void };

/** The details of one route of a change, beside the table. Positions count from 0, so that they are offsets too. */
export function ItemPane({ gatewayId, change, position, onClose }: ItemPaneProps) {
  const t = useTranslations('changes.items');
  const { data, error, isFetching, refetch } = useQuery(
    changeQueries.items(gatewayId, change.id, { offset: position, limit: 1 }),
  );
  const item = data?.rows[0];
  const name = item ? item.objectName || item.objectId : '';
  return (
    <SidePane label={t('details', { name })} onClose={onClose} title={name}>
      <div className="p-4">
        {item ? (
          <ItemDetails change={change} gatewayId={gatewayId} item={item} />
        ) : error ? (
          <ProblemPanel onRetry={() => refetch()} problem={error.problem} retrying={isFetching} />
        ) : data ? (
          <p className="text-muted">{t('empty')}</p>
        ) : (
          <Skeleton className="h-40 rounded-lg" />
        )}
      </div>
    </SidePane>
  );
}
