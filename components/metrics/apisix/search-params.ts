import { parseAsStringLiteral } from 'nuqs/server';

export const latencyChoices = ['p50', 'p90', 'p95', 'p99', 'mean'] as const;
export type LatencyChoice = (typeof latencyChoices)[number];

/** What of APISIX's own numbers a link shows. */
export const apisixParams = {
  latency: parseAsStringLiteral(latencyChoices).withDefault('p95'),
  codes: parseAsStringLiteral(['class', 'code']).withDefault('class'),
};
