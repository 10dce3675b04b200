'use client';

import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useCallTime } from '@/components/traces/use-call-time';
import { Button } from '@/components/ui/button';
import { useProblemWords } from '@/components/ui/problem-words';
import { Skeleton } from '@/components/ui/skeleton';
import { peerQueries } from '@/lib/deepflow/peer-queries';
import type { Problem } from '@/lib/http/problem';
import { formatShare } from '@/lib/telemetry/format';

/** How long a span took among others of its operation, in words. */
export function SpanRank({ gatewayId, rowId }: { gatewayId: string; rowId: string }) {
  const t = useTranslations('spans.rank');
  const time = useCallTime();
  const query = useQuery(peerQueries.rank(gatewayId, rowId));
  if (query.data === undefined)
    return query.error ? (
      <RankProblem onRetry={() => query.refetch()} problem={query.error.problem} retrying={query.isFetching} />
    ) : (
      <span aria-busy="true">
        <span className="sr-only">{t('pending')}</span>
        <Skeleton className="mt-1 w-64 max-w-full" />
      </span>
    );
  const { slowerThan, of, operation, sinceS, untilS } = query.data;
  const name = [operation.name, operation.service].filter((part) => part !== '').length === 0 ? t('unnamed') : null;
  const where = name ?? t('operation', { name: operation.name || '–', service: operation.service || '–' });
  const range = `${time.clock(sinceS * 1e6)} – ${time.clock(untilS * 1e6)}`;
  if (of === 0) return <span title={range}>{t('alone', { operation: where })}</span>;
  if (slowerThan === null) return <span title={range}>{t('noDuration')}</span>;
  return <span title={range}>{t('slower', { share: formatShare(slowerThan), count: of, operation: where })}</span>;
}

function RankProblem({ problem, onRetry, retrying }: { problem: Problem; onRetry: () => void; retrying: boolean }) {
  const t = useTranslations('problems');
  const words = useProblemWords(problem);
  return (
    <span className="flex flex-wrap items-center gap-2" role="alert">
      <span className="text-muted">{words.title}</span>
      <Button disabled={retrying} onClick={onRetry} size="sm" variant="ghost">
        {t(retrying ? 'retrying' : 'retry')}
      </Button>
    </span>
  );
}
