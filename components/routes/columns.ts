import type { RouteSort } from '@/lib/apisix/dto';

export const columnIds = [
  'name',
  'hosts',
  'paths',
  'methods',
  'rate',
  'errors',
  'p95',
  'upstream',
  'labels',
  'status',
  'opentelemetry',
  'prometheus',
  'updated',
] as const;
export type ColumnId = (typeof columnIds)[number];

export type Column = {
  id: ColumnId;
  /** What the server sorts by; null: there is no useful order. */
  sort: RouteSort | null;
  /** Its smallest width as it comes, in px, and its share of what is left. */
  width: number;
  grow: number;
  /** A number: it stands at the right, and the first click on its heading puts the highest first. */
  highestFirst?: true;
};

export const columns: readonly Column[] = [
  { id: 'name', sort: 'name', width: 170, grow: 3 },
  { id: 'hosts', sort: 'host', width: 138, grow: 2 },
  { id: 'paths', sort: 'path', width: 144, grow: 3 },
  { id: 'methods', sort: 'methods', width: 88, grow: 0 },
  { id: 'rate', sort: 'rate', width: 156, grow: 0, highestFirst: true },
  { id: 'errors', sort: 'errors', width: 72, grow: 0, highestFirst: true },
  { id: 'p95', sort: 'p95', width: 72, grow: 0, highestFirst: true },
  { id: 'upstream', sort: 'upstream', width: 96, grow: 1 },
  { id: 'labels', sort: null, width: 124, grow: 1 },
  { id: 'status', sort: 'status', width: 76, grow: 0 },
  { id: 'opentelemetry', sort: 'opentelemetry', width: 150, grow: 0 },
  { id: 'prometheus', sort: 'prometheus', width: 172, grow: 0 },
  { id: 'updated', sort: 'updated', width: 112, grow: 0 },
];

/** A column is never narrower: its heading must stay readable. */
export const minColumnWidth = 64;
const menuColumn = '36px';

/** The `grid-template-columns` of every row, and the width below which the table scrolls sideways. */
export function gridTemplate(
  shown: readonly Column[],
  widths: Readonly<Partial<Record<ColumnId, number>>>,
): { template: string; minWidth: number } {
  const tracks = shown.map(({ id, width, grow }) => {
    const chosen = widths[id];
    if (chosen !== undefined) return { track: `${chosen}px`, width: chosen };
    return { track: grow > 0 ? `minmax(${width}px, ${grow}fr)` : `${width}px`, width };
  });
  return {
    template: [...tracks.map(({ track }) => track), menuColumn].join(' '),
    minWidth: tracks.reduce((sum, { width }) => sum + width, 0) + Number.parseInt(menuColumn, 10),
  };
}
