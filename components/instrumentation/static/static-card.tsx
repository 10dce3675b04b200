'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { anchors } from '@/components/instrumentation/check-list';
import { Card, CardBody, CardHeader, CardTitle } from '@/components/ui/card';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { Segmented } from '@/components/ui/segmented';
import { Skeleton } from '@/components/ui/skeleton';
import type { Problem } from '@/lib/http/problem';
import type { GatewayInstrumentation, StaticFile } from '@/lib/instrumentation/dto';
import { MountedConfig } from './mounted-config';
import { PastedConfig } from './pasted-config';

export type StaticCardProps = {
  data: GatewayInstrumentation;
  file: StaticFile | null;
  fileProblem: Problem | null;
  isFetching: boolean;
  onRetry: () => void;
};

/** What no API can set: the console edits the text that the gateway starts from. */
export function StaticCard({ data, file, fileProblem, isFetching, onRetry }: StaticCardProps) {
  const t = useTranslations('instrumentation.static');
  const hasFile = data.staticFile !== null;
  const [source, setSource] = useState<'file' | 'text'>(hasFile ? 'file' : 'text');
  return (
    <Card data-slot="static-card" id={anchors.static}>
      <CardHeader>
        <CardTitle>{t('title')}</CardTitle>
        <span className="text-subtle text-xs">{t('intro')}</span>
      </CardHeader>
      <CardBody className="space-y-3">
        {hasFile ? (
          <Segmented
            label={t('source')}
            onValueChange={setSource}
            options={[
              { value: 'file', label: t('sourceFile') },
              { value: 'text', label: t('sourceText') },
            ]}
            value={source}
          />
        ) : null}
        {source === 'text' ? (
          <PastedConfig data={data} />
        ) : file ? (
          <MountedConfig data={data} file={file} />
        ) : fileProblem ? (
          <ProblemPanel onRetry={onRetry} problem={fileProblem} retrying={isFetching} />
        ) : (
          <Skeleton className="h-64" />
        )}
      </CardBody>
    </Card>
  );
}
