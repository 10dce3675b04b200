import type { Outcome } from './dto';

/** `response_status` of l7_flow_log (deepflow server/libs/datatype/protocol_logs.go); any other value is unknown. */
const statuses: readonly [Outcome, number][] = [
  ['ok', 0],
  ['timeout', 2],
  ['server_error', 3],
  ['client_error', 4],
];

/** Every other value that the ingester may write: not known, parse failed, and 1, which old agents used. */
const unknownStatuses = [1, 5, 6];

/** The outcome that a row is filed under; null: the row says none. */
export function outcomeOf(responseStatus: number | null): Outcome {
  return statuses.find(([, status]) => status === responseStatus)?.[0] ?? 'unknown';
}

/** The values of `response_status` by which to ask for these outcomes. */
export function responseStatuses(outcomes: readonly Outcome[]): number[] {
  return outcomes.flatMap((outcome) => statuses.find(([name]) => name === outcome)?.[1] ?? unknownStatuses);
}
