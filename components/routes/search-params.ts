import {
  createParser,
  type inferParserType,
  parseAsArrayOf,
  parseAsBoolean,
  parseAsNativeArrayOf,
  parseAsString,
  parseAsStringLiteral,
} from 'nuqs/server';
import { pluginFilters, type RouteListQuery, routeSorts } from '@/lib/apisix/dto';
import { type ColumnId, columnIds, minColumnWidth } from './columns';

export const densities = ['compact', 'normal', 'relaxed'] as const;
export type Density = (typeof densities)[number];

type Widths = Partial<Record<ColumnId, number>>;

/** `name-240_paths-300`: widths in px of the columns that were dragged. */
export const parseAsWidths = createParser<Widths>({
  parse: (text) => {
    const widths: Widths = {};
    for (const part of text.split('_')) {
      const [name, digits] = part.split('-');
      const id = columnIds.find((known) => known === name);
      const width = Number(digits);
      if (id && Number.isInteger(width) && width >= minColumnWidth && width <= 2000) widths[id] = width;
    }
    return Object.keys(widths).length > 0 ? widths : null;
  },
  serialize: (widths) =>
    columnIds
      .filter((id) => widths[id] !== undefined)
      .map((id) => `${id}-${widths[id]}`)
      .join('_'),
  eq: (a, b) => columnIds.every((id) => a[id] === b[id]),
});

/** Not there at first: with them the numbers would lie outside of a screen of 1440 px. */
const hiddenColumns: ColumnId[] = ['labels', 'updated'];

/** Everything that a link to the list reproduces. Defaults are not written; a bad value falls back. */
export const routeListParams = {
  q: parseAsString.withDefault(''),
  host: parseAsString.withDefault(''),
  path: parseAsString.withDefault(''),
  method: parseAsNativeArrayOf(parseAsString).withDefault([]),
  label: parseAsNativeArrayOf(parseAsString).withDefault([]),
  status: parseAsStringLiteral(['enabled', 'disabled'] as const),
  opentelemetry: parseAsStringLiteral(pluginFilters),
  prometheus: parseAsStringLiteral(pluginFilters),
  sort: parseAsStringLiteral(routeSorts).withDefault('name'),
  desc: parseAsBoolean.withDefault(false),
  hide: parseAsArrayOf(parseAsStringLiteral(columnIds)).withDefault(hiddenColumns),
  widths: parseAsWidths.withDefault({}),
  density: parseAsStringLiteral(densities).withDefault('normal'),
};

export type RouteListParams = inferParserType<typeof routeListParams>;

/** What of the address the server must know: the rest is how the rows are shown. */
export function toListQuery(params: RouteListParams): RouteListQuery {
  return {
    q: params.q.trim() || undefined,
    host: params.host.trim() || undefined,
    path: params.path.trim() || undefined,
    method: params.method.length > 0 ? params.method : undefined,
    label: params.label.length > 0 ? params.label : undefined,
    status: params.status ?? undefined,
    opentelemetry: params.opentelemetry ?? undefined,
    prometheus: params.prometheus ?? undefined,
    sort: params.sort,
    desc: params.desc || undefined,
  };
}

/** True when rows may be missing because of what was asked for. */
export function isFiltered(query: RouteListQuery): boolean {
  const { sort: _sort, desc: _desc, ...filters } = query;
  return Object.values(filters).some((value) => value !== undefined);
}
