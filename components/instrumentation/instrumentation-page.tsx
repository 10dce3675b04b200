'use client';

import { useQuery } from '@tanstack/react-query';
import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { useGateway } from '@/components/shell/gateway-context';
import { PageHeader } from '@/components/shell/page-header';
import { PageMain } from '@/components/shell/page-main';
import { Notice } from '@/components/ui/notice';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { Skeleton } from '@/components/ui/skeleton';
import type { Problem } from '@/lib/http/problem';
import { instrumentationChecks } from '@/lib/instrumentation/checks';
import type { GatewayInstrumentation, StaticFile } from '@/lib/instrumentation/dto';
import { instrumentationQueries } from '@/lib/instrumentation/queries';
import { CheckList } from './check-list';
import { MetadataCard } from './metadata/metadata-card';

const loading = () => <Skeleton className="h-64" />;
/** Both need the YAML library. */
const StaticCard = dynamic(() => import('./static/static-card').then((part) => part.StaticCard), { loading });
const PiecesCard = dynamic(() => import('./pieces/pieces-card').then((part) => part.PiecesCard), { loading });

/** What holds for the whole gateway: where spans go, which labels metrics have, and what only its own files can set. */
export function InstrumentationPage() {
  const t = useTranslations('instrumentation');
  const { gateway } = useGateway();
  const { data, error, isFetching, refetch } = useQuery(instrumentationQueries.gateway(gateway.id));
  const hasFile = data?.staticFile != null;
  const file = useQuery({ ...instrumentationQueries.file(gateway.id), enabled: hasFile });
  return (
    <>
      <PageHeader crumbs={[{ label: gateway.name }, { label: t('title') }]} heading />
      <PageMain>
        <div className="space-y-4 p-4 max-sm:p-2">
          {data ? (
            <Sections
              data={data}
              file={file.data ?? null}
              fileProblem={hasFile ? (file.error?.problem ?? null) : null}
              isFetching={isFetching || file.isFetching}
              onRetry={() => {
                void refetch();
                if (hasFile) void file.refetch();
              }}
            />
          ) : error ? (
            <ProblemPanel onRetry={() => void refetch()} problem={error.problem} retrying={isFetching} />
          ) : (
            <div aria-busy="true" className="space-y-4">
              <Skeleton className="h-40" />
              <Skeleton className="h-96" />
            </div>
          )}
        </div>
      </PageMain>
    </>
  );
}

type SectionsProps = {
  data: GatewayInstrumentation;
  file: StaticFile | null;
  fileProblem: Problem | null;
  isFetching: boolean;
  onRetry: () => void;
};

function Sections({ data, file, fileProblem, isFetching, onRetry }: SectionsProps) {
  const t = useTranslations('instrumentation');
  return (
    <>
      {data.problem ? <ProblemPanel onRetry={onRetry} problem={data.problem} retrying={isFetching} /> : null}
      <CheckList
        checks={instrumentationChecks(data, file)}
        isWaiting={data.staticFile !== null && !file && !fileProblem}
      />
      {data.managers.length > 0 ? <Notice>{t('managed', { owners: data.managers.join(', ') })}</Notice> : null}
      <div className="grid items-start gap-4 xl:grid-cols-2">
        <MetadataCard data={data} plugin="opentelemetry" />
        <MetadataCard data={data} plugin="prometheus" />
      </div>
      <StaticCard data={data} file={file} fileProblem={fileProblem} isFetching={isFetching} onRetry={onRetry} />
      <PiecesCard data={data} file={file} />
    </>
  );
}
