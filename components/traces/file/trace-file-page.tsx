'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { startTransition, useEffect, useState } from 'react';
import { useGateway } from '@/components/shell/gateway-context';
import { hrefs } from '@/components/shell/hrefs';
import { PageHeader } from '@/components/shell/page-header';
import { PageMain } from '@/components/shell/page-main';
import { prepareTraceView } from '@/components/traces/trace-view';
import { useOpenTrace } from '@/components/traces/use-open-trace';
import { LiveRegion } from '@/components/ui/live-region';
import { whenIdle } from '@/components/ui/when-idle';
import { prepareTraceEngine } from '@/lib/telemetry/trace/start-engine';
import { traceInEngineQuery } from '@/lib/telemetry/trace/trace-query';
import { FileDrop } from './file-drop';
import { FileIntro } from './file-intro';
import { FileProblem } from './file-problem';
import { FileReading } from './file-reading';
import { FileTraceBar } from './file-trace-bar';
import { FileTraceView } from './file-trace-view';

type Chosen = { kind: 'file'; file: File; name: string; traceId?: string | undefined };

/** A trace from the person's own disk: chosen or dropped, read in the browser, shown like any other. */
export function TraceFilePage({ gatewayId }: { gatewayId: string }) {
  const t = useTranslations('traceFile');
  const tShell = useTranslations('shell');
  const { gateway } = useGateway();
  const client = useQueryClient();
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const { data, error } = useOpenTrace(chosen);
  useEffect(() => whenIdle(prepareTraceView), []);
  useEffect(() => prepareTraceEngine(), []);
  const handleFile = (file: File) => {
    const next: Chosen = { kind: 'file', file, name: file.name };
    // Reading begins at once; the render that says so comes after, and beside it.
    void client.prefetchQuery(traceInEngineQuery(client, next));
    startTransition(() => setChosen(next));
  };
  const crumbs = [
    { label: gateway.name },
    { label: tShell('routes'), href: hrefs.routes(gatewayId) },
    { label: t('title') },
  ];
  return (
    <>
      <PageHeader crumbs={crumbs} heading={data === undefined} />
      <PageMain className="flex flex-col overflow-hidden">
        <LiveRegion>
          {chosen && data ? t('opened', { name: chosen.name, count: data.opened.columns.count }) : null}
        </LiveRegion>
        <FileDrop onFile={handleFile}>
          {(choose) =>
            chosen === null ? (
              <FileIntro onChoose={choose} />
            ) : error ? (
              <FileProblem name={chosen.name} onChoose={choose} problem={error.problem} />
            ) : data === undefined ? (
              <FileReading file={chosen.file} />
            ) : (
              <>
                <FileTraceBar
                  onChoose={choose}
                  onPick={(traceId) => setChosen({ ...chosen, traceId })}
                  opened={data.opened}
                  picked={chosen.traceId}
                />
                <FileTraceView engine={data.engine} gatewayId={gatewayId} opened={data.opened} />
              </>
            )
          }
        </FileDrop>
      </PageMain>
    </>
  );
}
