/** Values of `apisix.router.http` in APISIX's config.yaml; the first is the default. */
export type RouterKind = 'radixtree_host_uri' | 'radixtree_uri' | 'radixtree_uri_with_parameter';

/** What the router reads of a route object; unknown keys are allowed and ignored. */
export type RouterRoute = {
  id: string;
  uri?: string | undefined;
  uris?: readonly string[] | undefined;
  host?: string | undefined;
  hosts?: readonly string[] | undefined;
  methods?: readonly string[] | undefined;
  priority?: number | undefined;
  vars?: unknown;
  remote_addr?: string | undefined;
  remote_addrs?: readonly string[] | undefined;
  filter_func?: string | undefined;
  status?: number | undefined;
  service_id?: string | number | undefined;
};

export type RouterService = { id: string; hosts?: readonly string[] | undefined };

/** What is known of a request. A missing key is unknown, not empty. */
export type RequestFacts = {
  /** The request target as the client sent it, query included. */
  path: string;
  method?: string | undefined;
  /** The Host header; a port is ignored. `''` means that the request had none. */
  host?: string | undefined;
  /** Header names in lower case. */
  headers?: Readonly<Record<string, string>> | undefined;
  remoteAddr?: string | undefined;
};

/** Part of a route that could not be decided from the facts. */
export type Condition = 'host' | 'methods' | 'vars' | 'remote_addrs' | 'filter_func';

export type RouteMatch =
  | { kind: 'none' }
  | { kind: 'route'; routeId: string }
  /**
   * Facts are missing. `candidates` are in the order the gateway tries them; each would take the request if its
   * `needs` held. `orNone`: no candidate closes the list, so the gateway may also have answered 404.
   */
  | { kind: 'undecided'; candidates: readonly Candidate[]; orNone: boolean };

export type Candidate = { routeId: string; needs: readonly Condition[] };
