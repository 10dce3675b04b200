export { normaliseHost } from './host';
export { type FoundRoute, findRoutes, matchRoute } from './match';
export { normalisePath } from './path';
export { buildRouterIndex, type RouterIndex, type RouterOptions } from './router-index';
export type {
  Candidate,
  Condition,
  RequestFacts,
  RouteMatch,
  RouterKind,
  RouterRoute,
  RouterService,
} from './types';
