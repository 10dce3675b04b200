'use client';

import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useGateway } from '@/components/shell/gateway-context';
import { PageHeader } from '@/components/shell/page-header';
import { PageMain } from '@/components/shell/page-main';
import { Checkbox } from '@/components/ui/checkbox';
import { LiveRegion } from '@/components/ui/live-region';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { Skeleton } from '@/components/ui/skeleton';
import { TimeStamp } from '@/components/ui/time-stamp';
import { apisixQueries } from '@/lib/apisix/queries';
import { CheckTable } from './check-table';

const refreshS = 10;

/** What the console is connected to, and how each of it does. */
export function StatusPage() {
  const t = useTranslations('status');
  const { gateway } = useGateway();
  const [isAuto, setIsAuto] = useState(true);
  const { data, error, isFetching, refetch } = useQuery({
    ...apisixQueries.status(gateway.id),
    refetchInterval: isAuto ? refreshS * 1000 : false,
  });
  const configured = data?.checks.filter(({ address }) => address !== null) ?? [];
  const failing = configured.filter(({ ok, problem }) => !ok && problem !== null).length;
  const summary = !data
    ? ''
    : failing === 0
      ? t('summaryOk', { count: configured.length })
      : t('summaryFailing', { failing, count: configured.length });
  const checkedAt = Math.max(...configured.map((check) => check.checkedAt));
  return (
    <>
      <PageHeader crumbs={[{ label: gateway.name }, { label: t('title') }]} heading />
      <PageMain>
        <div className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-3 max-sm:px-2">
          <p className="font-medium">{summary || t('intro')}</p>
          <LiveRegion>{summary}</LiveRegion>
          <span className="ml-auto flex flex-wrap items-center gap-x-4 text-subtle text-xs">
            {configured.length > 0 ? (
              <span>{t.rich('checked', { when: () => <TimeStamp at={checkedAt} /> })}</span>
            ) : null}
            <Checkbox
              checked={isAuto}
              className="text-xs"
              label={t('auto', { seconds: refreshS })}
              onChange={(event) => setIsAuto(event.target.checked)}
            />
          </span>
        </div>
        {data ? (
          <CheckTable
            checks={data.checks}
            label={t('table', { gateway: gateway.name })}
            onRetry={() => void refetch()}
          />
        ) : error ? (
          <ProblemPanel className="mx-4" onRetry={() => void refetch()} problem={error.problem} retrying={isFetching} />
        ) : (
          <Skeleton className="mx-4 h-56 rounded-lg" />
        )}
      </PageMain>
    </>
  );
}
