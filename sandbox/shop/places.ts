import type { Party } from '@/sandbox/agent/exchange';
import { inventory } from '@/sandbox/deepflow/inventory';
import { type ServiceName, serviceNames } from './work';

/** Where the shop's services listen: the first port of five in a row. */
export function shopPorts(): Record<ServiceName, number> {
  const first = Number(process.env.SANDBOX_SHOP_PORT ?? 18_081);
  const port = (index: number) => first + index;
  return { webshop: port(0), cart: port(1), product: port(2), pricing: port(3), payment: port(4) };
}

/** The port that each service has inside its pod, as the cluster's network sees it. */
export const podPort = 8080;

/** Upstream nodes of the gateway by name → where they really listen here and which workload they are. */
export function sandboxHosts(): Record<string, { host: string; port: number; workload: string }> {
  const ports = shopPorts();
  return Object.fromEntries(
    serviceNames.map((name) => [`${name}.shop:${podPort}`, { host: '127.0.0.1', port: ports[name], workload: name }]),
  );
}

export function partyOf(workload: string, port: number): Party {
  return { workload, ip: inventory.workload(workload).ip, port };
}
