import 'server-only';

/** A PromQL expression that the console can send, as `npm run promql` prints it. */
export type Expression = { name: string; kind: 'instant' | 'range'; query: string };

/** Asks nothing of the data: whether the API answers at all. */
export const probe: Expression = { name: 'status.probe', kind: 'instant', query: '1' };

/** Every expression, made by the very functions that send them, with sample values. */
export function sampleExpressions(): Expression[] {
  return [probe];
}
