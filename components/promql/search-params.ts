import { parseAsBoolean, parseAsInteger, parseAsString, parseAsStringLiteral } from 'nuqs/server';
import { promqlLimits } from '@/lib/prometheus/limits';

export const promqlKinds = ['range', 'instant'] as const;
export const promqlViews = ['graph', 'table'] as const;

/** What a link to a result must bring back besides the time range: the expression that ran, and how it is shown. */
export const promqlParams = {
  q: parseAsString.withDefault(''),
  kind: parseAsStringLiteral(promqlKinds).withDefault('range'),
  view: parseAsStringLiteral(promqlViews).withDefault('graph'),
  stacked: parseAsBoolean.withDefault(false),
  /** Seconds between two points; null: as many as the graph has room for. */
  step: parseAsInteger,
};

/** A step that can be asked for; null for any other number, as a missing one. */
export function usableStep(step: number | null): number | null {
  return step !== null && step >= 1 && step <= promqlLimits.stepS ? step : null;
}
