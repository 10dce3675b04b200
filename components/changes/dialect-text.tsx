'use client';

import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useMemo } from 'react';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { Skeleton } from '@/components/ui/skeleton';
import type { ChangeSummary } from '@/lib/changes/dto';
import type { Dialect } from '@/lib/changes/export/dialect';
import { isMeant } from '@/lib/changes/export/meant';
import { changeQueries, dialectUrl } from '@/lib/changes/queries';
import { DialectChoice } from './dialect-choice';

/** More are for a file. */
const mostShown = 500;

/** Writes the change in the chosen language; of many routes the first, and all of them as a download. */
export function DialectText({ gatewayId, change }: { gatewayId: string; change: ChangeSummary }) {
  const t = useTranslations('changes.dialects');
  const { data, error, isFetching, refetch } = useQuery(
    changeQueries.items(gatewayId, change.id, { limit: mostShown }),
  );
  const objects = useMemo(() => (data?.rows ?? []).filter(isMeant), [data]);
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
  const isCut = data.matched > data.rows.length;
  const notes = [
    ...(isCut ? [t('cut', { shown: data.rows.length, total: data.matched })] : []),
    ...(objects.length < data.rows.length ? [t('only')] : []),
  ];
  return (
    <DialectChoice
      input={input}
      notes={notes}
      {...(isCut && { wholeAt: (dialect: Dialect) => dialectUrl(gatewayId, change.id, dialect) })}
    />
  );
}
