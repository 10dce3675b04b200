import { readFileSync } from 'node:fs';
import {
  buildRouterIndex,
  matchRoute,
  type RequestFacts,
  type RouterKind,
  type RouterRoute,
} from '@/lib/apisix/router';

export type RecordedRequest = {
  method: string;
  host: string;
  path: string;
  headers: Record<string, string>;
  winner: string | null;
};
export type RecordedTable = {
  routes: RouterRoute[];
  services: Record<string, { hosts?: string[] }>;
  requests: RecordedRequest[];
};

/** Route tables and requests, with the route that a real APISIX 3.18.0 took for each. */
export const recordedTables: { router: RouterKind; tables: RecordedTable[] } = JSON.parse(
  readFileSync(new URL('./fixtures/router/router-tables.json', import.meta.url), 'utf8'),
);

/** The router model of a table, or of some of its routes. */
export function matcherOf(
  { routes, services }: Pick<RecordedTable, 'routes' | 'services'>,
  router: RouterKind = recordedTables.router,
) {
  const list = Object.entries(services).map(([id, service]) => ({ id, ...service }));
  const index = buildRouterIndex(routes, list, router);
  return (facts: RequestFacts) => matchRoute(index, facts);
}

/** Other ways to write a target, each of which nginx makes the same path and query of. */
export function spellingsOf(path: string): string[] {
  const [pathname = '', query] = path.split('?', 2);
  const rest = query === undefined ? '' : `?${query}`;
  const letter = pathname.search(/[a-z]/);
  const escaped =
    letter < 0
      ? pathname
      : `${pathname.slice(0, letter)}%${pathname.charCodeAt(letter).toString(16)}${pathname.slice(letter + 1)}`;
  return [
    path,
    `${pathname}${rest}#part`,
    `/${pathname}${rest}`,
    `/.${pathname}${rest}`,
    `/zz/..${pathname}${rest}`,
    `${escaped}${rest}`,
    `${escaped.replace(/%[0-9a-f]{2}/, (hex) => hex.toUpperCase())}${rest}`,
    // An escaped slash counts as one.
    `${pathname.replace(/(?<=.)\//, '%2F')}${rest}`,
    ...(query === undefined ? [`${pathname}?`, `${pathname}?unused=1`] : [`${path}&unused=1`]),
  ];
}

/** Other ways to write a host that nginx makes the same name of. */
export function hostsOf(host: string): string[] {
  return [host, host.toUpperCase(), `${host}:9080`, `${host}.`];
}
