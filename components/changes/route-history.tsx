'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import type { Route } from 'next';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useGateway } from '@/components/shell/gateway-context';
import { hrefs } from '@/components/shell/hrefs';
import { buttonVariants } from '@/components/ui/button';
import { Card, CardBody, CardHeader, CardTitle } from '@/components/ui/card';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { Skeleton } from '@/components/ui/skeleton';
import { TimeStamp } from '@/components/ui/time-stamp';
import { changeQueries } from '@/lib/changes/queries';
import { ChangeStatusChip } from './change-chips';
import { TimedState } from './timed-state';
import { useChangeWords } from './use-change-words';

const shown = 8;

/** The newest changes of one route, and the way to all of them. */
export function RouteHistory({ routeId }: { routeId: string }) {
  const t = useTranslations('changes');
  const common = useTranslations('common');
  const { gateway } = useGateway();
  const words = useChangeWords();
  const { data, error, isFetching, refetch } = useInfiniteQuery(changeQueries.list(gateway.id, { route: routeId }));
  const rows = data?.pages[0]?.rows.slice(0, shown);
  return (
    <Card className="mx-4 mb-4 max-sm:mx-2">
      <CardHeader>
        <CardTitle>{t('history.title')}</CardTitle>
        <Link
          className={buttonVariants({ size: 'sm', className: 'ml-auto' })}
          href={`${hrefs.changes(gateway.id)}?route=${encodeURIComponent(routeId)}` as Route}
        >
          {t('history.all')}
        </Link>
      </CardHeader>
      <CardBody>
        {rows === undefined ? (
          error ? (
            <ProblemPanel onRetry={() => refetch()} problem={error.problem} retrying={isFetching} />
          ) : (
            <div role="status">
              <span className="sr-only">{common('loading')}</span>
              <Skeleton className="h-16" />
            </div>
          )
        ) : rows.length === 0 ? (
          <p className="text-muted">{t('history.none')}</p>
        ) : (
          <ul className="space-y-1.5">
            {rows.map((change) => (
              <li className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1 text-xs" key={change.id}>
                <TimeStamp at={change.at} className="w-32 shrink-0 text-subtle" />
                <Link
                  className="min-w-0 truncate font-medium text-sm hover:text-accent hover:underline"
                  href={hrefs.change(gateway.id, change.id)}
                  prefetch={false}
                >
                  {words.what(change)}
                </Link>
                <span className="text-muted">{change.actor}</span>
                {change.counts.total > 1 ? (
                  <span className="text-subtle">{t('objects.routes', { count: change.counts.total })}</span>
                ) : null}
                <ChangeStatusChip change={change} />
                <TimedState change={change} />
              </li>
            ))}
          </ul>
        )}
      </CardBody>
    </Card>
  );
}
