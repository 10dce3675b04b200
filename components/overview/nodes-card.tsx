'use client';

import type { Route } from 'next';
import Link from 'next/link';
import { useSearchParams } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { hrefs } from '@/components/shell/hrefs';
import { keepTimeRange } from '@/components/time-range/time-range-params';
import { buttonVariants } from '@/components/ui/button';
import { Card, CardHeader, CardTitle } from '@/components/ui/card';
import { Chip, type ChipTone } from '@/components/ui/chip';
import { Notice } from '@/components/ui/notice';
import { ScrollRegion } from '@/components/ui/scroll-region';
import { Skeleton } from '@/components/ui/skeleton';
import { Table, TableCell, TableHead, TableRow } from '@/components/ui/table';
import { Tooltip } from '@/components/ui/tooltip';
import { useMoment } from '@/components/ui/use-moment';
import type { ConfigState, GatewayNode, GatewayNodes } from '@/lib/prometheus/gateway-nodes';
import { formatCount, formatRate } from '@/lib/telemetry/format';

export type NodesCardProps = { gatewayId: string; nodes: GatewayNodes | undefined };

const configTones: Record<ConfigState, ChipTone> = {
  current: 'ok',
  behind: 'server_error',
  settling: 'client_error',
  gone: 'unknown',
  unknown: 'unknown',
};

/** Each node as its own metrics tell: traffic, connections, etcd, and whether it has the newest configuration. */
export function NodesCard({ gatewayId, nodes }: NodesCardProps) {
  const t = useTranslations('overview.nodes');
  const moment = useMoment();
  const search = useSearchParams();
  return (
    <Card>
      <CardHeader>
        <CardTitle>{t('title')}</CardTitle>
        {nodes ? <span className="text-subtle text-xs">{t('asOf', { time: moment(nodes.atS * 1000) })}</span> : null}
        {nodes?.wanted ? (
          <span className="text-subtle text-xs">{t('wanted', { revision: nodes.wanted.routes })}</span>
        ) : null}
        <Link
          className={buttonVariants({ size: 'sm', className: 'ml-auto' })}
          href={keepTimeRange(hrefs.status(gatewayId), search) as Route}
        >
          {t('openStatus')}
        </Link>
      </CardHeader>
      {nodes === undefined ? (
        <Skeleton className="m-4 h-24" />
      ) : nodes.nodes.length === 0 ? (
        <Notice className="m-4" title={t('emptyTitle')}>
          <span className="text-muted">{t('emptyText')}</span>
        </Notice>
      ) : (
        <>
          {nodes.failures.length > 0 ? (
            <Notice className="mx-4 mt-3" tone="warning">
              {t('failed', { metrics: nodes.failures.map(({ metric }) => metric).join(', ') })}
            </Notice>
          ) : null}
          <ScrollRegion className="overflow-x-auto" label={t('title')}>
            <NodeTable nodes={nodes} />
          </ScrollRegion>
        </>
      )}
    </Card>
  );
}

function NodeTable({ nodes: { nodes, wanted } }: { nodes: GatewayNodes }) {
  const t = useTranslations('overview.nodes');
  const number = 'text-right whitespace-nowrap tabular-nums';
  return (
    <Table>
      <thead>
        <tr>
          <TableHead className="pl-4">{t('node')}</TableHead>
          <TableHead>{t('version')}</TableHead>
          <TableHead className="text-right">{t('rate')}</TableHead>
          <TableHead className="text-right">{t('active')}</TableHead>
          <TableHead className="text-right">{t('waiting')}</TableHead>
          <TableHead>etcd</TableHead>
          <TableHead>{t('config')}</TableHead>
          <TableHead className="pr-4 text-right">{t('metricErrors')}</TableHead>
        </tr>
      </thead>
      <tbody>
        {nodes.map((node) => (
          <TableRow key={node.instance}>
            <TableCell className="pl-4">
              <span className="font-mono">{node.instance || '–'}</span>
              {node.hostname ? <span className="ml-2 text-subtle">{node.hostname}</span> : null}
            </TableCell>
            <TableCell>{node.version ?? '–'}</TableCell>
            <TableCell className={number}>{formatRate(node.requestsPerS)}</TableCell>
            <TableCell className={number}>{formatCount(node.connections.active)}</TableCell>
            <TableCell className={number}>{formatCount(node.connections.waiting)}</TableCell>
            <TableCell>
              {node.etcdReachable === null ? (
                '–'
              ) : (
                <Chip tone={node.etcdReachable ? 'ok' : 'server_error'}>
                  {t(node.etcdReachable ? 'reachable' : 'unreachable')}
                </Chip>
              )}
            </TableCell>
            <TableCell>
              <ConfigChip node={node} wanted={wanted?.routes ?? null} />
            </TableCell>
            <TableCell
              className={`${number} pr-4 data-[bad=true]:text-server-error`}
              data-bad={(node.metricErrors ?? 0) > 0}
            >
              {formatCount(node.metricErrors)}
            </TableCell>
          </TableRow>
        ))}
      </tbody>
    </Table>
  );
}

function ConfigChip({ node, wanted }: { node: GatewayNode; wanted: number | null }) {
  const t = useTranslations('overview.nodes');
  const moment = useMoment();
  const { config, revisions, seenS } = node;
  const text = (value: number | null) => (value === null ? '–' : String(value));
  return (
    <Tooltip
      content={
        <>
          <p>{t(`configWhy.${config}`)}</p>
          {seenS === null ? null : <p className="mt-1">{t('seen', { time: moment(seenS * 1000) })}</p>}
          <p className="mt-1 text-subtle tabular-nums">
            {t('revisions', {
              routes: text(revisions.routes),
              wanted: text(wanted),
              newest: text(revisions.newest),
              etcd: text(revisions.etcd),
            })}
          </p>
        </>
      }
    >
      <Chip tone={configTones[config]}>
        {config === 'gone' && seenS !== null
          ? t('goneSince', { time: moment(seenS * 1000) })
          : t(`configState.${config}`)}
      </Chip>
    </Tooltip>
  );
}
