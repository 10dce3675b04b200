import 'server-only';
import { aggregated, combined, over, type Promql } from './expression';
import type { Expression } from './expression-names';
import { type RouteLabels, requestsOf, youngIn } from './route-expressions';

const told = ['consumer', 'code'];

/** Requests a second of a route by consumer. */
export function consumerRates(labels: RouteLabels, windowS: number): Expression {
  const rates = over('rate', requestsOf(labels), windowS);
  return { name: 'breakdown.consumers', kind: 'range', query: aggregated('sum', rates, ['consumer']).promql };
}

/**
 * Requests of a whole range by consumer and status: what the counters grew by, and, with the label `route` besides, the
 * first values of series that were not there before the range.
 */
export function consumerTotals(labels: RouteLabels, rangeS: number): Expression {
  const requests = requestsOf(labels);
  const growth = aggregated('sum', over('increase', requests, rangeS), told);
  const first: Promql = aggregated('sum', youngIn(requests, rangeS), [...told, 'route']);
  return { name: 'breakdown.consumer_totals', kind: 'instant', query: combined(growth, 'or', first).promql };
}

export function sampleConsumerExpressions(labels: RouteLabels): Expression[] {
  return [consumerRates(labels, 240), consumerTotals(labels, 3600)];
}
