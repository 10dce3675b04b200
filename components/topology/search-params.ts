import { parseAsBoolean, parseAsString, parseAsStringLiteral } from 'nuqs/server';

export const mapSorts = ['from', 'to', 'rate', 'errors', 'mean', 'max'] as const;
export type MapSort = (typeof mapSorts)[number];

/** Everything that a link to the map reproduces, besides the time range. */
export const mapParams = {
  /** Left out: the graph, on a narrow screen the table. */
  view: parseAsStringLiteral(['graph', 'table']),
  /** Id of the route that the map is about. */
  route: parseAsString,
  q: parseAsString.withDefault(''),
  /** Id of the node, or of the edge, that is looked at. */
  focus: parseAsString,
  edge: parseAsString,
  /** Each client for itself, however many they are. */
  clients: parseAsStringLiteral(['each']),
  sort: parseAsStringLiteral(mapSorts).withDefault('rate'),
  asc: parseAsBoolean.withDefault(false),
};
