import type { UseQueryStatesReturn } from 'nuqs';
import type { routeListParams } from './search-params';

/** Writes a part of the list's address; null takes a key out. */
export type SetRouteListParams = UseQueryStatesReturn<typeof routeListParams>[1];
