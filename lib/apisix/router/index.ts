export { normaliseHost } from './host';
export { findRoutes, matchRoute } from './match';
export { normalisePath } from './path';
export { buildRouterIndex, type RouterIndex } from './router-index';
export type {
  Candidate,
  Condition,
  RequestFacts,
  RouteMatch,
  RouterKind,
  RouterRoute,
  RouterService,
} from './types';
