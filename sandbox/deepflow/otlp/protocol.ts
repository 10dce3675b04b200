import { protocolNames } from '@/sandbox/deepflow/l7-protocol';

const unnamed = 2;
const known = Object.entries(protocolNames)
  .map(([number, name]) => [Number(number), name.toLowerCase()] as const)
  .filter(([number]) => number >= unnamed);

/**
 * A protocol's number from what a span calls it (ParseL7Protocol in server/ingester/flow_log/log_data): a known name
 * that contains the sent one. `https` is contained in none, so such a span has number 0 and only the TLS flag.
 */
export function parseProtocol(sent: string, version: string): { l7_protocol: number; is_tls: number } {
  if (sent === '') return { l7_protocol: 0, is_tls: 0 };
  const wanted = sent.toLowerCase();
  const [number = 0] = known.find(([, name]) => name.includes(wanted)) ?? [];
  const isHttp = number === 20 || number === 21;
  return {
    l7_protocol: isHttp ? (version.startsWith('2') ? 21 : 20) : number,
    is_tls: wanted.includes('https') ? 1 : 0,
  };
}
