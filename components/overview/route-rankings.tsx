'use client';

import { useQuery } from '@tanstack/react-query';
import type { Route } from 'next';
import Link from 'next/link';
import { useSearchParams } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { CertaintyMark } from '@/components/routes/certainty-mark';
import { hrefs } from '@/components/shell/hrefs';
import { keepTimeRange } from '@/components/time-range/time-range-params';
import { Card, CardHeader, CardTitle } from '@/components/ui/card';
import { ScrollRegion } from '@/components/ui/scroll-region';
import { Skeleton } from '@/components/ui/skeleton';
import { Sparkline } from '@/components/ui/sparkline';
import { Table, TableCell, TableHead, TableRow } from '@/components/ui/table';
import { routeNamesQuery } from '@/lib/apisix/route-names';
import type { GatewayNumbers, RouteNumbers } from '@/lib/deepflow/gateway-numbers';
import { formatDuration, formatRate, formatShare } from '@/lib/telemetry/format';
import { type Ranking, rank, rankings } from './prepare-overview';

export type RouteRankingsProps = { gatewayId: string; numbers: GatewayNumbers | undefined };

/** The routes to look at first: by traffic, by duration, by failures. */
export function RouteRankings({ gatewayId, numbers }: RouteRankingsProps) {
  const lists = rankings.map((by) => ({ by, routes: numbers && rank(numbers.routes, by) }));
  const ids = lists.flatMap(({ routes }) => routes?.map(({ routeId }) => routeId) ?? []);
  const names = useQuery(routeNamesQuery(gatewayId, ids)).data ?? {};
  return (
    <div className="grid grid-cols-3 items-start gap-3 max-xl:grid-cols-1">
      {lists.map(({ by, routes }) => (
        <RankingCard by={by} gatewayId={gatewayId} key={by} names={names} routes={routes} />
      ))}
    </div>
  );
}

type RankingCardProps = {
  by: Ranking;
  gatewayId: string;
  names: Readonly<Record<string, string>>;
  routes: readonly RouteNumbers[] | undefined;
};

function RankingCard({ by, gatewayId, names, routes }: RankingCardProps) {
  const t = useTranslations('overview.ranking');
  const search = useSearchParams();
  const number = 'text-right whitespace-nowrap tabular-nums';
  return (
    <Card>
      <CardHeader>
        <CardTitle>{t(`${by}.title`)}</CardTitle>
      </CardHeader>
      {routes === undefined ? (
        <Skeleton className="m-4 h-64" />
      ) : routes.length === 0 ? (
        <p className="px-4 py-3 text-muted">{t(`${by}.none`)}</p>
      ) : (
        <ScrollRegion className="overflow-x-auto" label={t(`${by}.title`)}>
          <Table>
            <thead>
              <tr>
                <TableHead className="pl-4">{t('route')}</TableHead>
                <TableHead>
                  <span className="sr-only">{t('course')}</span>
                </TableHead>
                <TableHead className="text-right">{t('rate')}</TableHead>
                <TableHead className="text-right">{t('errors')}</TableHead>
                <TableHead className="pr-4 text-right">p95</TableHead>
              </tr>
            </thead>
            <tbody>
              {routes.map(({ routeId, calls, perSecond, errorShare, errors, p95Us, spark, attributed }) => {
                const name = names[routeId] || routeId;
                return (
                  <TableRow key={routeId}>
                    <TableCell className="max-w-0 pl-4 w-full">
                      <span className="flex min-w-24 items-center gap-1">
                        <Link
                          className="truncate text-accent hover:underline"
                          href={
                            keepTimeRange(
                              hrefs.route(gatewayId, routeId, by === 'busiest' ? 'metrics' : 'traces'),
                              search,
                              by === 'failing' ? { outcome: 'server_error,client_error,timeout' } : {},
                            ) as Route
                          }
                          prefetch={false}
                          title={name === routeId ? name : `${name} (${routeId})`}
                        >
                          {name}
                        </Link>
                        <CertaintyMark route={{ calls, attributed }} tabIndex={0} />
                      </span>
                    </TableCell>
                    <TableCell>
                      <Sparkline className="w-16" label={t('courseOf', { name })} values={spark} />
                    </TableCell>
                    <TableCell className={number}>{formatRate(perSecond)}</TableCell>
                    <TableCell
                      className={`${number} data-[bad=true]:text-server-error`}
                      data-bad={errors > 0}
                      title={t('errorCount', { count: errors })}
                    >
                      {formatShare(errorShare)}
                    </TableCell>
                    <TableCell className={`${number} pr-4`}>{formatDuration(p95Us)}</TableCell>
                  </TableRow>
                );
              })}
            </tbody>
          </Table>
        </ScrollRegion>
      )}
    </Card>
  );
}
