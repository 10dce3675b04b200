import type { RouteMetrics } from '@/lib/deepflow/dto';
import type { GatewayNumbers, RouteNumbers } from '@/lib/deepflow/gateway-numbers';

export const rankings = ['busiest', 'slowest', 'failing'] as const;
export type Ranking = (typeof rankings)[number];

const shownRoutes = 8;

/** The routes that lead a ranking; one that has nothing of what it ranks by is in none. */
export function rank(routes: readonly RouteNumbers[], by: Ranking): RouteNumbers[] {
  const value = ({ calls, p95Us, errors }: RouteNumbers) =>
    by === 'busiest' ? calls : by === 'slowest' ? (p95Us ?? 0) : errors;
  return routes
    .filter((one) => value(one) > 0)
    .sort((a, b) => value(b) - value(a) || b.calls - a.calls || a.routeId.localeCompare(b.routeId))
    .slice(0, shownRoutes);
}

/** What holds for all calls of the gateway, in the form in which a route's numbers are drawn; without their bytes. */
export function asMetrics(numbers: GatewayNumbers): RouteMetrics {
  const attributed = { ...numbers.attributed, ambiguous: numbers.ambiguous };
  const { times, stepS, rate, outcomes, duration, totals, source } = numbers;
  const { cut, keptFromS, completeToS, notices } = numbers;
  const bytes = { request: [], response: [] };
  return {
    ...{ times, stepS, rate, outcomes, duration, slowest: [], bytes, totals },
    ...{ source, attributed, cut, keptFromS, completeToS, notices },
  };
}
