'use client';

import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useMemo } from 'react';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { Skeleton } from '@/components/ui/skeleton';
import type { ChangeItem, ChangeSummary } from '@/lib/changes/dto';
import { changeKeys, fetchAllItems } from '@/lib/changes/queries';
import { DialectChoice } from './dialect-choice';

const maxItems = 5000;

/** Reads all routes of the change and writes them in the chosen language. */
export function DialectText({ gatewayId, change }: { gatewayId: string; change: ChangeSummary }) {
  const t = useTranslations('changes.dialects');
  const { data, error, isFetching, refetch } = useQuery({
    queryKey: [...changeKeys.items(gatewayId, change.id), 'all', change.status === 'planned'],
    queryFn: () => fetchAllItems(gatewayId, change.id, maxItems),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const objects = useMemo(() => (data ?? []).filter((item) => isMeant(item)), [data]);
  const input = useMemo(() => ({ target: change.target, objects }), [change.target, objects]);
  if (error)
    return <ProblemPanel className="mt-3" onRetry={() => refetch()} problem={error.problem} retrying={isFetching} />;
  if (!data)
    return (
      <div className="mt-3" role="status">
        <span className="sr-only">{t('loading')}</span>
        <Skeleton className="h-40 rounded-lg" />
      </div>
    );
  const notes = [
    ...(change.counts.total > maxItems ? [t('cut', { count: maxItems })] : []),
    ...(objects.length < data.length ? [t('only')] : []),
  ];
  return <DialectChoice input={input} notes={notes} />;
}

/** What is or was to be written: not what the dry run left as it is. */
function isMeant({ outcome, status, before, after }: ChangeItem): boolean {
  if (JSON.stringify(before) === JSON.stringify(after)) return false;
  return outcome !== 'invalid' && outcome !== 'already' && status !== 'unchanged';
}
