/** Numbers of DeepFlow's `l7_protocol`, by the lower-case name that it looks a sender's name up in. */
const protocols: readonly (readonly [name: string, number: number])[] = [
  ['http', 20],
  ['http2', 21],
  ['dubbo', 40],
  ['grpc', 41],
  ['sofarpc', 43],
  ['fastcgi', 44],
  ['brpc', 45],
  ['tars', 46],
  ['triple', 49],
  ['mysql', 60],
  ['postgresql', 61],
  ['oracle', 62],
  ['redis', 80],
  ['mongodb', 81],
  ['memcached', 82],
  ['kafka', 100],
  ['mqtt', 101],
  ['amqp', 102],
  ['openwire', 103],
  ['nats', 104],
  ['pulsar', 105],
  ['zmtp', 106],
  ['rocketmq', 107],
  ['dns', 120],
  ['tls', 121],
];

/**
 * A protocol's number from what a span calls it (ParseL7Protocol in server/ingester/flow_log/log_data): a known name
 * that contains the sent one. `https` is contained in none, so such a span has number 0 and only the TLS flag.
 */
export function parseProtocol(sent: string, version: string): { l7_protocol: number; is_tls: number } {
  if (sent === '') return { l7_protocol: 0, is_tls: 0 };
  const name = sent.toLowerCase();
  const found = protocols.find(([known]) => known.includes(name))?.[1] ?? 0;
  const isHttp = found === 20 || found === 21;
  return { l7_protocol: isHttp ? (version.startsWith('2') ? 21 : 20) : found, is_tls: name.includes('https') ? 1 : 0 };
}
