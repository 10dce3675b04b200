import 'server-only';
import type { GatewayConfig } from '@/lib/server/config';
import { gatewayProcesses } from './call-conditions';
import type { Base } from './call-statements';
import { query, text } from './querier';
import type { CallScope } from './route-scope';
import type { Statement } from './sql';
import { anyRow, gatewayAddresses } from './watch-statements';

type ProcessBase = Base & { kind: 'ebpf' };

/**
 * Where the gateway's process may be read, by each name that it may have. APISIX runs as `openresty`: where that is seen,
 * `nginx` is an upstream, and each of its rows a call seen before.
 */
export function processBases({ deepflow: { tags } }: GatewayConfig): ProcessBase[] {
  return gatewayProcesses.map((name) => ({ kind: 'ebpf', processes: [name], tags }));
}

/** What the calls can be read from, when no row was found: is the gateway's process observed at all? */
export async function observedBase({
  gateway,
  range,
  signal,
}: Pick<CallScope, 'gateway' | 'range' | 'signal'>): Promise<Base | null> {
  const ask = (statement: Statement) => query(gateway, statement, { signal });
  for (const base of processBases(gateway)) if ((await ask(anyRow(base, range))).length > 0) return base;
  const { tags } = gateway.deepflow;
  const found = await ask(gatewayAddresses(tags, range));
  const addresses = found.map((row) => text(row, 'ip_1')).filter((address) => !/^(0\.0\.0\.0|::)?$/.test(address));
  if (addresses.length === 0) return null;
  // An address is known from spans as well: without agents nothing was captured there.
  const nic: Base = { kind: 'packet', addresses, tags };
  return (await ask(anyRow(nic, range))).length > 0 ? nic : null;
}
