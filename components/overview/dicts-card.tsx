'use client';

import { useTranslations } from 'next-intl';
import { Card, CardHeader, CardTitle } from '@/components/ui/card';
import { Notice } from '@/components/ui/notice';
import { ScrollRegion } from '@/components/ui/scroll-region';
import { Skeleton } from '@/components/ui/skeleton';
import { Table, TableCell, TableHead, TableRow } from '@/components/ui/table';
import type { GatewayNodes } from '@/lib/prometheus/gateway-nodes';
import { formatBytes, formatShare } from '@/lib/telemetry/format';

/** From this share on a dict may soon drop what it holds. */
const nearlyFull = 0.8;

/** Space of NGINX's shared dicts, the fullest first. */
export function DictsCard({ nodes }: { nodes: GatewayNodes | undefined }) {
  const t = useTranslations('overview.dicts');
  const number = 'text-right whitespace-nowrap tabular-nums';
  return (
    <Card>
      <CardHeader>
        <CardTitle>{t('title')}</CardTitle>
        <span className="text-subtle text-xs">{t('about')}</span>
      </CardHeader>
      {nodes === undefined ? (
        <Skeleton className="m-4 h-40" />
      ) : nodes.dicts.length === 0 ? (
        <Notice className="m-4" title={t('emptyTitle')}>
          <span className="text-muted">{t(nodes.nodes.length === 0 ? 'notScraped' : 'emptyText')}</span>
        </Notice>
      ) : (
        <ScrollRegion className="max-h-72 overflow-auto" label={t('title')}>
          <Table>
            <thead>
              <tr>
                <TableHead className="pl-4">{t('name')}</TableHead>
                <TableHead>{t('node')}</TableHead>
                <TableHead className="text-right">{t('used')}</TableHead>
                <TableHead>
                  <span className="sr-only">{t('bar')}</span>
                </TableHead>
                <TableHead className="pr-4 text-right">{t('capacity')}</TableHead>
              </tr>
            </thead>
            <tbody>
              {nodes.dicts.map(({ instance, name, capacityBytes, used }) => (
                <TableRow key={JSON.stringify([instance, name])}>
                  <TableCell className="pl-4">{name || '–'}</TableCell>
                  <TableCell className="font-mono">{instance || '–'}</TableCell>
                  <TableCell
                    className={`${number} data-[full=true]:font-medium data-[full=true]:text-server-error`}
                    data-full={(used ?? 0) >= nearlyFull}
                  >
                    {formatShare(used)}
                  </TableCell>
                  <TableCell className="w-24 align-middle">
                    <span aria-hidden className="block h-1.5 overflow-hidden rounded-sm bg-sunken">
                      <span
                        className="block h-full bg-accent data-[full=true]:bg-server-error-solid"
                        data-full={(used ?? 0) >= nearlyFull}
                        style={{ width: `${Math.min(1, Math.max(0, used ?? 0)) * 100}%` }}
                      />
                    </span>
                  </TableCell>
                  <TableCell className={`${number} pr-4`}>{formatBytes(capacityBytes)}</TableCell>
                </TableRow>
              ))}
            </tbody>
          </Table>
        </ScrollRegion>
      )}
    </Card>
  );
}
