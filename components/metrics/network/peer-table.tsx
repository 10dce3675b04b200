'use client';

import { useTranslations } from 'next-intl';
import { Table, TableCell, TableHead, TableRow } from '@/components/ui/table';
import { formatBytes, formatCount, formatDuration, formatExact, formatShare, missing } from '@/lib/telemetry/format';
import type { Peer } from './prepare-network-charts';

export type PeerTableProps = { peers: readonly Peer[]; chosen: string; onChoose: (key: string) => void };

const columns = ['traffic', 'opened', 'retransmissions', 'zeroWindows', 'failed', 'rtt'] as const;

/** Totals of the range for each other end; choosing one shows its charts. */
export function PeerTable({ peers, chosen, onChoose }: PeerTableProps) {
  const t = useTranslations('routeMetrics.network');
  const name = usePeerName();
  return (
    <div className="overflow-x-auto rounded-lg border bg-surface">
      <Table aria-label={t('table')}>
        <thead>
          <tr>
            <TableHead>{t('column.peer')}</TableHead>
            {columns.map((column) => (
              <TableHead className="text-right" key={column}>
                {t(`column.${column}`)}
              </TableHead>
            ))}
          </tr>
        </thead>
        <tbody>
          {peers.map((peer) => {
            const { totals } = peer.numbers;
            const share = totals.packets === 0 ? null : totals.retransmissions / totals.packets;
            const isSeen = totals.packets > 0;
            const cells: Record<(typeof columns)[number], string> = {
              traffic: formatBytes(isSeen ? totals.bytes : null),
              opened: isSeen ? formatCount(totals.opened) : missing,
              retransmissions: isSeen
                ? t('retransmissions', { count: formatCount(totals.retransmissions), share: formatShare(share) })
                : missing,
              zeroWindows: isSeen ? formatCount(totals.zeroWindows) : missing,
              failed: isSeen ? formatCount(totals.failed) : missing,
              rtt: formatDuration(totals.rttMaxUs),
            };
            const exact: Record<(typeof columns)[number], string> = {
              traffic: formatExact(totals.bytes, 'B'),
              opened: formatExact(totals.opened, ''),
              retransmissions: formatExact(totals.retransmissions, ''),
              zeroWindows: formatExact(totals.zeroWindows, ''),
              failed: formatExact(totals.failed, ''),
              rtt: formatExact(totals.rttMaxUs, 'µs'),
            };
            return (
              <TableRow
                className="data-[chosen=true]:bg-accent-soft hover:bg-sunken"
                data-chosen={peer.key === chosen}
                key={`${peer.kind} ${peer.key}`}
              >
                <TableCell>
                  <button
                    aria-pressed={peer.key === chosen}
                    className="max-w-80 cursor-pointer truncate text-left text-accent hover:underline max-sm:max-w-44"
                    onClick={() => onChoose(peer.key)}
                    title={name(peer)}
                    type="button"
                  >
                    {name(peer)}
                  </button>
                  {peer.kind === 'upstream' && peer.service !== '' && peer.service !== peer.name ? (
                    <span className="pl-2 text-subtle">{peer.service}</span>
                  ) : null}
                </TableCell>
                {columns.map((column) => (
                  <TableCell
                    className="text-right font-mono whitespace-nowrap tabular-nums"
                    key={column}
                    title={isSeen ? exact[column] : undefined}
                  >
                    {cells[column]}
                  </TableCell>
                ))}
              </TableRow>
            );
          })}
        </tbody>
      </Table>
    </div>
  );
}

/** What a set of connections is called. */
function usePeerName(): (peer: Peer) => string {
  const t = useTranslations('routeMetrics.network');
  return (peer) => {
    if (peer.kind === 'clients') return t('clients');
    return peer.kind === 'others' ? t('others', { count: peer.instances }) : t('upstream', { name: peer.name });
  };
}
