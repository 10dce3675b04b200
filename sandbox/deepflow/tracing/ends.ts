import type { Span } from '@/sandbox/deepflow/tracing/span';

/** The ends by which sets can be connected. */
export type Ends = {
  processRoots: readonly Span[];
  processLeafs: readonly Span[];
  networkRoots: readonly Span[];
  networkLeafs: readonly Span[];
};
