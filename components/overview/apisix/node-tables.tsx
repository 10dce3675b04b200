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
import { newest } from './prepare-card';

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
        {(samples) => <DictTable samples={samples} used={usedShares(panels?.sharedDictFree)} />}
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

/** Of each shared dict of each node the share that was taken last. */
function usedShares(panel: DashboardPanel | undefined): ReadonlyMap<string, number> {
  const shares = new Map<string, number>();
  if (panel?.state !== 'series') return shares;
  for (const { labels, values } of panel.series) {
    const share = newest(values);
    if (share !== null) shares.set(dictKey(labels), share);
  }
  return shares;
}

function dictKey(labels: Readonly<Record<string, string>>): string {
  return JSON.stringify([labels.instance, labels.name]);
}

function DictTable({ samples, used }: { samples: Samples; used: ReadonlyMap<string, number> }) {
  const t = useTranslations('overview.columns');
  const rows = samples
    .map(({ labels, value }) => ({ labels, capacity: value, share: used.get(dictKey(labels)) ?? null }))
    .sort((a, b) => (b.share ?? -1) - (a.share ?? -1));
  const number = 'text-right tabular-nums';
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
        {rows.map(({ labels, capacity, share }) => (
          <TableRow key={dictKey(labels)}>
            <TableCell>{labels.name ?? '–'}</TableCell>
            <TableCell className="font-mono">{labels.instance ?? '–'}</TableCell>
            <TableCell className={number}>{formatBytes(capacity)}</TableCell>
            <TableCell className={number}>
              {formatBytes(capacity === null || share === null ? null : capacity * (1 - share))}
            </TableCell>
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
