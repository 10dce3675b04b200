/** APISIX's documented default keys; the sandbox listens on loopback alone. */
export const adminKey = 'edd1c9f034335f136f87ad84b625c8f1';
export const viewerKey = '4054f7cf07e344346cd3f287985e76a2';

const ports = {
  admin: ['SANDBOX_ADMIN_PORT', 9180],
  control: ['SANDBOX_CONTROL_PORT', 9090],
  gateway: ['SANDBOX_GATEWAY_PORT', 9080],
  metrics: ['SANDBOX_METRICS_PORT', 9091],
  querier: ['SANDBOX_QUERIER_PORT', 20416],
  app: ['SANDBOX_APP_PORT', 20418],
  agent: ['SANDBOX_AGENT_PORT', 38086],
} as const satisfies Record<string, readonly [variable: string, standard: number]>;

export type SandboxAddresses = Record<keyof typeof ports, string>;

/** Where each part of the sandbox listens, from the environment. Throws on a value that is no port. */
export function sandboxAddresses(): SandboxAddresses {
  const address = ([variable, standard]: readonly [string, number]) => {
    const port = Number(process.env[variable] ?? standard);
    if (!Number.isInteger(port) || port < 1 || port > 65_535)
      throw new Error(`${variable}=${process.env[variable]} is not a port`);
    return `http://127.0.0.1:${port}`;
  };
  return {
    admin: address(ports.admin),
    control: address(ports.control),
    gateway: address(ports.gateway),
    metrics: address(ports.metrics),
    querier: address(ports.querier),
    app: address(ports.app),
    agent: address(ports.agent),
  };
}
