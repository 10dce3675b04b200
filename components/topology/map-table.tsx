'use client';

import { ArrowDown, ArrowUp } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { cn } from '@/components/ui/cn';
import { ScrollRegion } from '@/components/ui/scroll-region';
import { Table, TableCell, TableHead, TableRow } from '@/components/ui/table';
import type { MapGraph } from '@/lib/deepflow/fold-map';
import { errorShareOf, failuresOf, type MapEdge } from '@/lib/deepflow/service-map';
import { formatCount, formatDuration, formatExact, formatRate, formatShare } from '@/lib/telemetry/format';
import type { MapSort } from './search-params';
import { failedText, healthOf } from './shown-map';
import { useNodeName } from './use-map-words';

export type MapTableProps = {
  graph: MapGraph;
  ofRoute: boolean;
  q: string;
  sort: MapSort;
  asc: boolean;
  onSort: (sort: MapSort, asc: boolean) => void;
  selectedEdge: string | null;
  onSelectNode: (id: string) => void;
  onSelectEdge: (id: string) => void;
};

const number = 'text-right font-mono tabular-nums whitespace-nowrap';

/** The map as a table, one row an edge: for those who do not see the graph, and for numbers side by side. */
export function MapTable(props: MapTableProps) {
  const { graph, ofRoute, q, sort, asc, onSort, selectedEdge, onSelectNode, onSelectEdge } = props;
  const t = useTranslations('serviceMap');
  const nameOf = useNodeName();
  const names = new Map(graph.nodes.map((node) => [node.id, nameOf(node)]));
  const name = (id: string) => names.get(id) ?? id;
  const wanted = q.trim().toLowerCase();
  const rows = sorted(
    graph.edges.filter(({ from, to }) => `${name(from)}\n${name(to)}`.toLowerCase().includes(wanted)),
    sort,
    asc,
    name,
  );
  const heads: { sort: MapSort; label: string; isNumber: boolean }[] = [
    { sort: 'from', label: t('columns.from'), isNumber: false },
    { sort: 'to', label: t('columns.to'), isNumber: false },
    { sort: 'rate', label: t('columns.rate'), isNumber: true },
    { sort: 'errors', label: t('columns.errors'), isNumber: true },
    { sort: 'mean', label: t('columns.mean'), isNumber: true },
    { sort: 'max', label: t('columns.max'), isNumber: true },
  ];
  return (
    <ScrollRegion className="h-full overflow-auto" label={t('table')}>
      <Table className="min-w-180">
        <caption className="sr-only">{t('table')}</caption>
        <thead className="sticky top-0 z-10 bg-surface">
          <tr>
            {heads.map((head) => (
              <SortHead
                asc={asc}
                isNumber={head.isNumber}
                isSorted={head.sort === sort}
                key={head.sort}
                label={head.label}
                onSort={() => onSort(head.sort, head.sort === sort ? !asc : !head.isNumber)}
              />
            ))}
            <TableHead className="text-right">{t('columns.requests')}</TableHead>
            <TableHead className="text-right">{t('columns.clientErrors')}</TableHead>
            <TableHead className="text-right">{t('columns.serverErrors')}</TableHead>
            <TableHead className="text-right">{t('columns.timeouts')}</TableHead>
            <TableHead>{t('columns.protocol')}</TableHead>
            <TableHead>{t('columns.point')}</TableHead>
          </tr>
        </thead>
        <tbody>
          {rows.map((edge) => {
            const { id, from, to, numbers, protocols, point, source, of } = edge;
            const health = healthOf(numbers);
            return (
              <TableRow
                className={cn('hover:bg-hover', id === selectedEdge && 'bg-accent-soft hover:bg-accent-soft')}
                data-edge-row={id}
                key={id}
              >
                <TableCell className="pl-4 max-sm:pl-2">
                  <NameButton name={name(from)} onClick={() => onSelectNode(from)} />
                </TableCell>
                <TableCell>
                  <NameButton name={name(to)} onClick={() => onSelectNode(to)} />
                </TableCell>
                <TableCell className={number}>
                  <button
                    aria-label={`${t('pane.edge', { from: name(from), to: name(to) })} ${formatRate(numbers.perSecond)}`}
                    className="rounded-sm text-accent hover:underline"
                    onClick={() => onSelectEdge(id)}
                    title={formatExact(numbers.perSecond, '/s')}
                    type="button"
                  >
                    {formatRate(numbers.perSecond)}
                  </button>
                </TableCell>
                <TableCell className={cn(number, failedText[health])} title={formatExact(failuresOf(numbers), '')}>
                  {formatShare(errorShareOf(numbers))}
                </TableCell>
                <TableCell className={number} title={formatExact(numbers.meanUs, 'µs')}>
                  {formatDuration(numbers.meanUs)}
                </TableCell>
                <TableCell className={number} title={formatExact(numbers.maxUs, 'µs')}>
                  {formatDuration(numbers.maxUs)}
                </TableCell>
                {[numbers.requests, numbers.clientErrors, numbers.serverErrors, numbers.timeouts].map((count, at) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: four fixed columns.
                  <TableCell className={number} key={at} title={formatExact(count, '')}>
                    {formatCount(count)}
                  </TableCell>
                ))}
                <TableCell className="whitespace-nowrap">{protocols.join(', ') || '–'}</TableCell>
                <TableCell className="whitespace-nowrap text-muted">
                  {ofRoute && of === 'all' ? `${t('ofAll')} · ` : ''}
                  {point === null ? '–' : `${point} · ${t(`point.${source}`)}`}
                </TableCell>
              </TableRow>
            );
          })}
        </tbody>
      </Table>
      {rows.length === 0 ? <p className="px-4 py-6 text-center text-muted text-xs">{t('noRow', { q })}</p> : null}
    </ScrollRegion>
  );
}

function NameButton({ name, onClick }: { name: string; onClick: () => void }) {
  return (
    <button
      className="block max-w-60 truncate rounded-sm text-left hover:text-accent hover:underline max-sm:max-w-32"
      onClick={onClick}
      title={name}
      type="button"
    >
      {name}
    </button>
  );
}

type SortHeadProps = { label: string; isNumber: boolean; isSorted: boolean; asc: boolean; onSort: () => void };

function SortHead({ label, isNumber, isSorted, asc, onSort }: SortHeadProps) {
  const t = useTranslations('serviceMap');
  const Icon = asc ? ArrowUp : ArrowDown;
  return (
    <TableHead
      aria-sort={isSorted ? (asc ? 'ascending' : 'descending') : undefined}
      className={cn('first:pl-4 max-sm:first:pl-2', isNumber && 'text-right')}
    >
      <button
        className="inline-flex items-center gap-1 rounded-sm font-medium hover:text-fg"
        onClick={onSort}
        title={isSorted ? t(asc ? 'ascending' : 'descending') : undefined}
        type="button"
      >
        {label}
        {isSorted ? <Icon aria-hidden className="size-3" /> : null}
      </button>
    </TableHead>
  );
}

/** What is missing comes last either way. */
function sorted(edges: readonly MapEdge[], sort: MapSort, asc: boolean, name: (id: string) => string): MapEdge[] {
  const value = ({ from, to, numbers }: MapEdge): string | number | null => {
    if (sort === 'from') return name(from);
    if (sort === 'to') return name(to);
    if (sort === 'rate') return numbers.perSecond;
    if (sort === 'errors') return errorShareOf(numbers);
    return sort === 'mean' ? numbers.meanUs : numbers.maxUs;
  };
  return [...edges].sort((a, b) => {
    const [one, other] = [value(a), value(b)];
    if (one === null || other === null) return Number(one === null) - Number(other === null);
    const order = typeof one === 'string' ? one.localeCompare(String(other)) : one - Number(other);
    return (asc ? order : -order) || (a.id < b.id ? -1 : 1);
  });
}
