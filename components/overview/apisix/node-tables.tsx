'use client';

import { useTranslations } from 'next-intl';
import { Chip } from '@/components/ui/chip';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { ScrollRegion } from '@/components/ui/scroll-region';
import { Skeleton } from '@/components/ui/skeleton';
import { Table, TableCell, TableHead, TableRow } from '@/components/ui/table';
import type { DashboardAnswer, DashboardPanel, SamplesPanel } from '@/lib/prometheus/apisix-dashboard';
import { formatBytes, formatShare } from '@/lib/telemetry/format';
import { TitledCard } from './panel-card';
import { PanelEmpty } from './panel-empty';

export type NodeTablesProps = {
  answer: DashboardAnswer | undefined;
  onRetry: () => void;
  isRetrying: boolean;
  clearFilters: () => void;
};

type Samples = SamplesPanel['samples'];

/** The panels that list what is at the end of the range: nodes, shared dicts, upstreams that are checked. */
export function NodeTables(props: NodeTablesProps) {
  const t = useTranslations('overview.cards');
  const panels = props.answer?.panels;
  return (
    <>
      <TableCard {...props} panel={panels?.nodeInfo} title={t('nodeInfo.title')}>
        {(samples) => <NodeTable samples={samples} />}
      </TableCard>
      <TableCard {...props} panel={panels?.sharedDictCapacity} title={t('sharedDictCapacity.title')}>
        {(samples) => <DictTable samples={samples} free={freeBytes(panels?.sharedDictSpace)} />}
      </TableCard>
      <TableCard {...props} panel={panels?.upstreamStatus} title={t('upstreamStatus.title')}>
        {(samples) => <UpstreamTable samples={samples} />}
      </TableCard>
    </>
  );
}

type TableCardProps = NodeTablesProps & {
  title: string;
  panel: DashboardPanel | undefined;
  children: (samples: Samples) => React.ReactNode;
};

function TableCard({ title, panel, onRetry, isRetrying, clearFilters, children }: TableCardProps) {
  return (
    <TitledCard title={title}>
      {panel === undefined ? (
        <Skeleton className="m-3 h-20" />
      ) : panel.state === 'problem' ? (
        <ProblemPanel className="border-0" onRetry={onRetry} problem={panel.problem} retrying={isRetrying} />
      ) : panel.state === 'empty' ? (
        <PanelEmpty clearFilters={clearFilters} reason={panel.reason} />
      ) : panel.state === 'samples' ? (
        <ScrollRegion className="max-h-72 overflow-auto border-t" label={title}>
          {children(panel.samples)}
        </ScrollRegion>
      ) : null}
    </TitledCard>
  );
}

function NodeTable({ samples }: { samples: Samples }) {
  const t = useTranslations('overview.columns');
  return (
    <Table>
      <thead>
        <tr>
          <TableHead>{t('instance')}</TableHead>
          <TableHead>{t('hostname')}</TableHead>
          <TableHead>{t('version')}</TableHead>
        </tr>
      </thead>
      <tbody>
        {samples.map(({ labels }) => (
          <TableRow key={JSON.stringify(labels)}>
            <TableCell className="font-mono">{labels.instance ?? '–'}</TableCell>
            <TableCell>{labels.hostname ?? '–'}</TableCell>
            <TableCell>{labels.version ?? '–'}</TableCell>
          </TableRow>
        ))}
      </tbody>
    </Table>
  );
}

/** Of each shared dict of each node what is free at the end of the range. */
function freeBytes(panel: DashboardPanel | undefined): ReadonlyMap<string, number> {
  const free = new Map<string, number>();
  if (panel?.state !== 'samples') return free;
  for (const { labels, value } of panel.samples) if (value !== null) free.set(dictKey(labels), value);
  return free;
}

function dictKey(labels: Readonly<Record<string, string>>): string {
  return JSON.stringify([labels.instance, labels.name]);
}

function DictTable({ samples, free }: { samples: Samples; free: ReadonlyMap<string, number> }) {
  const t = useTranslations('overview.columns');
  const rows = samples
    .map(({ labels, value: capacity }) => {
      const left = free.get(dictKey(labels)) ?? null;
      return { labels, capacity, left, share: capacity === null || left === null ? null : 1 - left / capacity };
    })
    .sort((a, b) => (b.share ?? -1) - (a.share ?? -1));
  const number = 'text-right tabular-nums whitespace-nowrap';
  return (
    <Table>
      <thead>
        <tr>
          <TableHead>{t('dict')}</TableHead>
          <TableHead>{t('instance')}</TableHead>
          <TableHead className="text-right">{t('capacity')}</TableHead>
          <TableHead className="text-right">{t('free')}</TableHead>
          <TableHead className="text-right">{t('used')}</TableHead>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ labels, capacity, left, share }) => (
          <TableRow key={dictKey(labels)}>
            <TableCell>{labels.name ?? '–'}</TableCell>
            <TableCell className="font-mono">{labels.instance ?? '–'}</TableCell>
            <TableCell className={number}>{formatBytes(capacity)}</TableCell>
            <TableCell className={number}>{formatBytes(left)}</TableCell>
            <TableCell className={number}>{formatShare(share)}</TableCell>
          </TableRow>
        ))}
      </tbody>
    </Table>
  );
}

function UpstreamTable({ samples }: { samples: Samples }) {
  const t = useTranslations('overview');
  const rows = [...samples].sort((a, b) => (a.value ?? 0) - (b.value ?? 0));
  return (
    <Table>
      <thead>
        <tr>
          <TableHead>{t('columns.upstream')}</TableHead>
          <TableHead>{t('columns.address')}</TableHead>
          <TableHead>{t('columns.instance')}</TableHead>
          <TableHead>{t('columns.health')}</TableHead>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ labels, value }) => (
          <TableRow key={JSON.stringify(labels)}>
            <TableCell className="break-all">{labels.name ?? '–'}</TableCell>
            <TableCell className="font-mono">{`${labels.ip ?? '–'}:${labels.port ?? '–'}`}</TableCell>
            <TableCell className="font-mono">{labels.instance ?? '–'}</TableCell>
            <TableCell>
              {value === null ? (
                '–'
              ) : (
                <Chip tone={value > 0 ? 'ok' : 'server_error'}>{t(value > 0 ? 'healthy' : 'unhealthy')}</Chip>
              )}
            </TableCell>
          </TableRow>
        ))}
      </tbody>
    </Table>
  );
}
