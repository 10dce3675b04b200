/** The keys of the map, as the help lists them. */
export const mapKeys = [
  { action: 'search', keys: ['/'] },
  { action: 'next', keys: ['n'] },
  { action: 'previous', keys: ['N'] },
  { action: 'move', keys: ['↑', '↓', '←', '→'] },
  { action: 'open', keys: ['Enter'] },
  { action: 'fit', keys: ['f'] },
  { action: 'zoom', keys: ['+', '-'] },
  { action: 'view', keys: ['t'] },
  { action: 'close', keys: ['Esc'] },
] as const;

export type MapAction = 'search' | 'next' | 'previous' | 'fit' | 'zoomIn' | 'zoomOut' | 'view';

const actions: Readonly<Record<string, MapAction>> = {
  '/': 'search',
  n: 'next',
  N: 'previous',
  f: 'fit',
  '+': 'zoomIn',
  '=': 'zoomIn',
  '-': 'zoomOut',
  t: 'view',
};

/** What a key does wherever the focus is on the page; null: nothing there. `Esc` is the pane's own. */
export function mapActionOf(event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey'>): MapAction | null {
  if (event.ctrlKey || event.metaKey || event.altKey) return null;
  return actions[event.key] ?? null;
}

/** The node that an arrow leads to from another: the nearest row of the same or the next column; null: none is there. */
export function neighbourOf(
  places: ReadonlyMap<string, { column: number; row: number }>,
  from: string,
  key: string,
): string | null {
  const own = places.get(from);
  if (own === undefined) return null;
  const others = [...places].filter(([id]) => id !== from);
  const nearest = (list: typeof others, distance: (place: { column: number; row: number }) => number) =>
    list.toSorted(([, a], [, b]) => distance(a) - distance(b))[0]?.[0] ?? null;
  const rows = ({ row }: { row: number }) => Math.abs(row - own.row);
  const inColumn = others.filter(([, { column }]) => column === own.column);
  if (key === 'ArrowUp')
    return nearest(
      inColumn.filter(([, { row }]) => row < own.row),
      rows,
    );
  if (key === 'ArrowDown')
    return nearest(
      inColumn.filter(([, { row }]) => row > own.row),
      rows,
    );
  const side = key === 'ArrowLeft' ? -1 : key === 'ArrowRight' ? 1 : 0;
  if (side === 0) return null;
  const beyond = others.filter(([, { column }]) => (column - own.column) * side > 0);
  return nearest(beyond, (place) => Math.abs(place.column - own.column) * 1000 + rows(place));
}
