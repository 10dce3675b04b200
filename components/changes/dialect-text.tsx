'use client';

import { useQuery } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useMemo, useState } from 'react';
import { Button } from '@/components/ui/button';
import { CodeBlock } from '@/components/ui/code-block';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { Segmented } from '@/components/ui/segmented';
import { Skeleton } from '@/components/ui/skeleton';
import { changeKeys, fetchAllItems } from '@/lib/changes/change-queries';
import type { ChangeItem, ChangeSummary } from '@/lib/changes/dto';
import { type Dialect, dialects } from '@/lib/changes/export/dialect';
import { exportChange } from '@/lib/changes/export/export-change';

const maxItems = 5000;

/** Reads all routes of the change and writes them in the chosen language. */
export function DialectText({ gatewayId, change }: { gatewayId: string; change: ChangeSummary }) {
  const t = useTranslations('changes.dialects');
  const [dialect, setDialect] = useState<Dialect>('curl');
  const { data, error, isFetching, refetch } = useQuery({
    queryKey: [...changeKeys.items(gatewayId, change.id), 'all', change.status === 'planned'],
    queryFn: () => fetchAllItems(gatewayId, change.id, maxItems),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const objects = useMemo(() => (data ?? []).filter((item) => isMeant(item)), [data]);
  const exported = useMemo(
    () => (data ? exportChange(dialect, { target: change.target, objects }) : null),
    [data, dialect, change.target, objects],
  );
  if (error)
    return <ProblemPanel className="mt-3" onRetry={() => refetch()} problem={error.problem} retrying={isFetching} />;
  if (!exported)
    return (
      <div className="mt-3" role="status">
        <span className="sr-only">{t('loading')}</span>
        <Skeleton className="h-40 rounded-lg" />
      </div>
    );
  const notes = [
    ...exported.notes.map((note) => t(`note.${note}`)),
    ...(change.counts.total > maxItems ? [t('cut', { count: maxItems })] : []),
    ...(objects.length < (data?.length ?? 0) ? [t('only')] : []),
  ];
  return (
    <div className="mt-3 space-y-3">
      <Segmented
        className="max-w-full overflow-x-auto"
        label={t('label')}
        onValueChange={setDialect}
        options={dialects.map((value) => ({ value, label: t(`name.${value}`) }))}
        value={dialect}
      />
      <ul className="list-disc space-y-1 pl-5 text-muted text-xs">
        {notes.map((note) => (
          <li key={note}>{note}</li>
        ))}
      </ul>
      {exported.text === null ? (
        <p>{t('nothing')}</p>
      ) : (
        <CodeBlock
          code={exported.text}
          label={exported.fileName}
          language={exported.language === 'yaml' ? 'yaml' : null}
          toolbar={
            <Button
              onClick={() => exported.text !== null && download(exported.fileName, exported.text)}
              size="sm"
              variant="ghost"
            >
              <Download aria-hidden />
              {t('download', { file: exported.fileName })}
            </Button>
          }
        />
      )}
    </div>
  );
}

/** What is or was to be written: not what the dry run left as it is. */
function isMeant({ outcome, status, before, after }: ChangeItem): boolean {
  if (JSON.stringify(before) === JSON.stringify(after)) return false;
  return outcome !== 'invalid' && outcome !== 'already' && status !== 'unchanged';
}

function download(name: string, text: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
