/** Ports on which the gateway's process serves its own APIs, beside the requests that it routes. */
export type OwnPorts = { admin: readonly number[]; control: readonly number[]; metrics: readonly number[] };

const controlPath =
  /^\/v1\/(schema|healthcheck|gc|routes?|services?|upstreams?|plugin_metadatas?|plugins|discovery)(\/|\?|$)/;

/**
 * Whether a request was to one of APISIX's own APIs: the same process serves them, without any route. A route that
 * takes every path would otherwise seem to take them, the console's own reads first of all.
 */
export function isOwnApi({ path, port }: { path: string; port: number }, ports: OwnPorts): boolean {
  if (path.startsWith('/apisix/admin/')) return ports.admin.includes(port);
  if (path.startsWith('/apisix/prometheus/metrics')) return ports.metrics.includes(port);
  return ports.control.includes(port) && controlPath.test(path);
}
