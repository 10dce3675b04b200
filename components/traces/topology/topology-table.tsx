'use client';

import { useTranslations } from 'next-intl';
import { Table, TableCell, TableHead, TableRow } from '@/components/ui/table';
import { formatCount, formatDuration, formatExact } from '@/lib/telemetry/format';
import type { Topology } from '@/lib/telemetry/trace/topology';
import { useNodeWords } from './use-node-words';

/** The graph as a table: for those who do not see it, and for numbers side by side. */
export function TopologyTable({ topology, onSelect }: { topology: Topology; onSelect: (index: number) => void }) {
  const t = useTranslations('spans.topology');
  const words = useNodeWords();
  const { nodes, edges } = topology;
  const nameOf = (id: string) => {
    const node = nodes.find((one) => one.id === id);
    return node === undefined ? id : words(node);
  };
  const number = 'text-right font-mono tabular-nums whitespace-nowrap';
  return (
    <details className="shrink-0 border-t px-4 py-2 max-sm:px-2">
      <summary className="w-fit text-subtle text-xs hover:text-fg">{t('asTable', { count: edges.length })}</summary>
      <div className="overflow-x-auto">
        <Table className="w-auto min-w-96">
          <caption className="sr-only">{t('caption')}</caption>
          <thead>
            <tr>
              <TableHead>{t('from')}</TableHead>
              <TableHead>{t('to')}</TableHead>
              <TableHead className="text-right">{t('calls')}</TableHead>
              <TableHead className="text-right">{t('errors')}</TableHead>
              <TableHead className="text-right">{t('total')}</TableHead>
              <TableHead className="text-right">{t('toSelf')}</TableHead>
            </tr>
          </thead>
          <tbody>
            {edges.map(({ id, from, to, calls, errors, totalUs, first }) => {
              const target = nodes.find((node) => node.id === to);
              return (
                <TableRow key={id}>
                  <TableCell>{nameOf(from)}</TableCell>
                  <TableCell>
                    <button
                      className="rounded-sm text-left text-accent hover:underline"
                      onClick={() => onSelect(first)}
                      type="button"
                    >
                      {nameOf(to)}
                    </button>
                  </TableCell>
                  <TableCell className={number}>{formatCount(calls)}</TableCell>
                  <TableCell className={number}>{formatCount(errors)}</TableCell>
                  <TableCell className={number} title={formatExact(totalUs, 'µs')}>
                    {formatDuration(totalUs)}
                  </TableCell>
                  <TableCell className={number} title={formatExact(target?.selfUs, 'µs')}>
                    {target === undefined || target.spans === 0 ? '–' : formatDuration(target.selfUs)}
                  </TableCell>
                </TableRow>
              );
            })}
          </tbody>
        </Table>
      </div>
    </details>
  );
}
