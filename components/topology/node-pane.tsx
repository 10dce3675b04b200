'use client';

import { useTranslations } from 'next-intl';
import { Button } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';
import { SidePane } from '@/components/ui/side-pane';
import { Table, TableCell, TableHead, TableRow } from '@/components/ui/table';
import { clientsOf, type MapGraph } from '@/lib/deepflow/fold-map';
import {
  addNumbers,
  errorShareOf,
  failuresOf,
  type MapEdge,
  type MapNode,
  noNumbers,
} from '@/lib/deepflow/service-map';
import { formatDuration, formatExact, formatRate, formatShare } from '@/lib/telemetry/format';
import { MapFigures } from './map-figures';
import { MapLinks } from './map-links';
import { kindIcons } from './map-node';
import { edgesAt, failedText, healthOf } from './shown-map';
import { useNodeName } from './use-map-words';

export type NodePaneProps = {
  gatewayId: string;
  routeId: string | null;
  graph: MapGraph;
  node: MapNode;
  eachClient: boolean;
  onEachClient: (each: boolean) => void;
  onSelectEdge: (id: string) => void;
  onClose: () => void;
};

/** What is known of one node: who calls it, whom it calls, and where to look further. */
export function NodePane(props: NodePaneProps) {
  const { gatewayId, routeId, graph, node, eachClient, onEachClient, onSelectEdge, onClose } = props;
  const t = useTranslations('serviceMap');
  const nameOf = useNodeName();
  const name = nameOf(node);
  const { into, outOf } = edgesAt(graph.edges, node.id);
  const numbers = (into.length > 0 ? into : outOf).reduce((sum, edge) => addNumbers(sum, edge.numbers), noNumbers);
  const isClient = clientsOf(graph).some(({ id }) => id === node.id);
  const Icon = kindIcons[node.kind];
  const table = (title: string, none: string, edges: readonly MapEdge[], end: 'from' | 'to') => (
    <EdgeTable edges={edges} end={end} graph={graph} none={none} onSelect={onSelectEdge} title={title} />
  );
  return (
    <SidePane
      initialWidth={500}
      label={t('pane.node', { name })}
      onClose={onClose}
      title={
        <span className="flex min-w-0 items-center gap-1.5">
          <Icon aria-hidden className="size-4 shrink-0 text-subtle" />
          <span className="truncate">{name}</span>
          <span className="shrink-0 font-normal text-subtle text-xs">
            {t(`kind.${node.kind}`)} · {t(`health.${healthOf(numbers)}`)}
          </span>
        </span>
      }
    >
      <div className="flex flex-col gap-4 p-4">
        <MapFigures numbers={numbers} />
        {node.members > 1 ? <p className="text-muted text-xs">{t('pane.members', { count: node.members })}</p> : null}
        {node.kind === 'clients' || (eachClient && isClient) ? (
          <p>
            <Button onClick={() => onEachClient(!eachClient)} size="sm">
              {t(eachClient ? 'pane.together' : 'pane.each')}
            </Button>
          </p>
        ) : null}
        <MapLinks gatewayId={gatewayId} routeId={routeId} {...(isClient ? { caller: node } : { called: node })} />
        {isClient ? null : table(t('pane.into'), t('pane.noneInto'), into, 'from')}
        {table(t('pane.outOf'), t('pane.noneOutOf'), outOf, 'to')}
      </div>
    </SidePane>
  );
}

type EdgeTableProps = {
  title: string;
  none: string;
  edges: readonly MapEdge[];
  /** Which end is the other one. */
  end: 'from' | 'to';
  graph: MapGraph;
  onSelect: (id: string) => void;
};

function EdgeTable({ title, none, edges, end, graph, onSelect }: EdgeTableProps) {
  const t = useTranslations('serviceMap');
  const nameOf = useNodeName();
  const names = new Map(graph.nodes.map((node) => [node.id, nameOf(node)]));
  const number = 'text-right font-mono tabular-nums whitespace-nowrap';
  return (
    <section aria-label={title}>
      <h3 className="mb-1 font-semibold text-xs">{title}</h3>
      {edges.length === 0 ? <p className="text-muted text-xs">{none}</p> : null}
      {edges.length > 0 ? (
        <Table>
          <thead>
            <tr>
              <TableHead className="pl-0">{t('columns.who')}</TableHead>
              <TableHead className="text-right">{t('columns.rate')}</TableHead>
              <TableHead className="text-right">{t('columns.errors')}</TableHead>
              <TableHead className="text-right">{t('columns.mean')}</TableHead>
              <TableHead className="pr-0 text-right">{t('columns.max')}</TableHead>
            </tr>
          </thead>
          <tbody>
            {edges.map(({ id, numbers, ...ends }) => {
              const health = healthOf(numbers);
              return (
                <TableRow key={id}>
                  <TableCell className="pl-0">
                    <button
                      className="block max-w-44 truncate rounded-sm text-left text-accent hover:underline"
                      onClick={() => onSelect(id)}
                      title={names.get(ends[end])}
                      type="button"
                    >
                      {names.get(ends[end])}
                    </button>
                  </TableCell>
                  <TableCell className={number} title={formatExact(numbers.perSecond, '/s')}>
                    {formatRate(numbers.perSecond)}
                  </TableCell>
                  <TableCell
                    className={cn(number, failedText[health])}
                    title={`${formatExact(failuresOf(numbers), '')} · ${t('pane.byClass', {
                      client: numbers.clientErrors,
                      server: numbers.serverErrors,
                      timeout: numbers.timeouts,
                    })}`}
                  >
                    {formatShare(errorShareOf(numbers))}
                  </TableCell>
                  <TableCell className={number} title={formatExact(numbers.meanUs, 'µs')}>
                    {formatDuration(numbers.meanUs)}
                  </TableCell>
                  <TableCell className={cn(number, 'pr-0')} title={formatExact(numbers.maxUs, 'µs')}>
                    {formatDuration(numbers.maxUs)}
                  </TableCell>
                </TableRow>
              );
            })}
          </tbody>
        </Table>
      ) : null}
    </section>
  );
}
