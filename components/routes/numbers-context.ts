import { createContext, type ReactNode } from 'react';
import type { NumberSort } from '@/lib/apisix/dto';

/** The numbers of the routes on screen, as cells. Made by what is loaded after the rows. */
export type RouteNumbersView = {
  /** The reading that they come from, as the list is asked to sort by it; null: there is none. */
  reading: string | null;
  /** The time range as it goes along with a link to a route: `''`, or `?from=…`. A number leads to its calls. */
  timeSearch: string;
  cell: (column: NumberSort, routeId: string) => ReactNode;
};

/** Null: not loaded yet. */
export const NumbersContext = createContext<RouteNumbersView | null>(null);
