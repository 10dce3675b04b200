/** The package has types, but its `exports` hide them. */
declare module '@prometheus-io/lezer-promql' {
  import type { LRParser } from '@lezer/lr';

  export const parser: LRParser;
}
