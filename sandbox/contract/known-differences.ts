/** A recorded answer that the sandbox does not give, and why. One that is given after all fails the run. */
export type KnownDifference = {
  suite: 'apisix' | 'deepflow-sql' | 'tracing';
  /** Name of the exchange. */
  name: string;
  /** Where in the answer; everything else is compared as usual. `''`: the whole answer. */
  at: string;
  reason: string;
};

const runtime =
  'Fields that the gateway adds to an upstream in memory when it proxies to it: the Control API here adds none.';

export const knownDifferences: readonly KnownDifference[] = [
  {
    suite: 'apisix',
    name: 'etcd-down-proxy-still-works',
    at: '',
    reason: 'A request to the proxy, answered by an upstream of the recording; the replay runs neither.',
  },
  {
    suite: 'apisix',
    name: 'etcd-down-control-routes',
    at: 'body[0].value.upstream.nodes[0].priority',
    reason: runtime,
  },
  {
    suite: 'apisix',
    name: 'etcd-down-control-routes',
    at: 'body[0].value.upstream.nodes[0].upstream_host',
    reason: runtime,
  },
  { suite: 'apisix', name: 'etcd-down-control-routes', at: 'body[0].value.upstream.nodes_ref', reason: runtime },
  { suite: 'apisix', name: 'etcd-down-control-routes', at: 'body[0].value.upstream.original_nodes', reason: runtime },
];
