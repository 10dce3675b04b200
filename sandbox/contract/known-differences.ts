/** A recorded answer that the sandbox does not give, and why. One that is given after all fails the run. */
export type KnownDifference = {
  suite: 'apisix' | 'deepflow-sql' | 'tracing';
  /** Name of the exchange. */
  name: string;
  /** Where in the answer; everything else is compared as usual. `''`: the whole answer. */
  at: string;
  reason: string;
};

export const knownDifferences: readonly KnownDifference[] = [];
