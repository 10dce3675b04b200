import type { Exchange } from '@/sandbox/agent/exchange';
import { exchangeToRows } from '@/sandbox/agent/rows';
import { SyscallTrace } from '@/sandbox/agent/syscall-trace';
import { inventory } from '@/sandbox/deepflow/inventory';
import { emptyL7Row, type L7Row } from '@/sandbox/deepflow/l7-row';
import type { OtlpSpan } from '@/sandbox/deepflow/otlp/decode';
import { otlpToRows } from '@/sandbox/deepflow/otlp/rows';

export const secondOfTest = 1_771_000_000;
const startUs = secondOfTest * 1_000_000 + 200_000;
const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const spanIds = {
  gateway: '00f067aa0ba902b1',
  shop: '00f067aa0ba902b2',
  call: '00f067aa0ba902b3',
  cart: '00f067aa0ba902b4',
};

const plain = {
  method: 'GET',
  host: 'shop.example.com',
  path: '/api/carts/7',
  status: 200,
  requestBytes: 300,
  responseBytes: 900,
  requestHeaders: {},
  responseHeaders: {},
} as const;

function leg(from: string | null, to: string, number: number, fromUs: number, toUs: number): Exchange {
  const client = from === null ? null : inventory.workload(from);
  const server = inventory.workload(to);
  return {
    ...plain,
    client: { workload: from, ip: client?.ip ?? '203.0.113.9', port: 40_000 + number },
    server: { workload: to, ip: server.ip, port: server.port },
    startUs: startUs + fromUs,
    endUs: startUs + toUs,
    connectionId: `${from}-${to}`,
    reqSeq: 1_000 + number,
    respSeq: 2_000 + number,
    clientSyscall: null,
    serverSyscall: null,
  };
}

function span(workload: string, kind: number, spanId: string, parentSpanId: string, fromUs: number, toUs: number) {
  const { ip } = inventory.workload(workload);
  const text = (key: string, value: string) => ({ key, value: { stringValue: value } });
  const decoded: OtlpSpan = {
    resource: [text('service.name', workload), text('app.host.ip', ip)],
    traceId,
    spanId,
    parentSpanId,
    name: `GET ${workload}`,
    kind,
    startUnixNano: BigInt(startUs + fromUs) * 1_000n,
    endUnixNano: BigInt(startUs + toUs) * 1_000n,
    attributes: [text('http.method', 'GET'), text('http.status_code', '200')],
    events: [],
    links: [],
    status: null,
  };
  return otlpToRows([decoded], ip, inventory);
}

/** A call of a client on the Internet through the gateway to the web shop, and from there to the cart. */
export function shopCall({ withSpans }: { withSpans: boolean }): L7Row[] {
  const [gateway, shop, cart] = [new SyscallTrace(), new SyscallTrace(), new SyscallTrace()];
  const toShop = gateway.call(true);
  const toCart = shop.call(true);
  const traceparent = (id: string) => (withSpans ? { traceparent: `00-${traceId}-${id}-01` } : {});
  const exchanges: Exchange[] = [
    { ...leg(null, 'apisix', 1, 0, 20_000), serverSyscall: gateway.served() },
    {
      ...leg('apisix', 'webshop', 2, 2_000, 17_000),
      clientStartUs: startUs + 1_500,
      clientEndUs: startUs + 17_500,
      requestHeaders: traceparent(spanIds.gateway),
      clientSyscall: toShop,
      serverSyscall: shop.served(),
    },
    {
      ...leg('webshop', 'cart', 3, 6_000, 12_000),
      clientStartUs: startUs + 5_400,
      clientEndUs: startUs + 12_600,
      requestHeaders: traceparent(spanIds.call),
      clientSyscall: toCart,
      serverSyscall: cart.served(),
    },
  ];
  const spans = withSpans
    ? [
        ...span('apisix', 2, spanIds.gateway, '', 200, 19_800),
        ...span('webshop', 2, spanIds.shop, spanIds.gateway, 2_200, 16_800),
        ...span('webshop', 3, spanIds.call, spanIds.shop, 5_000, 13_000),
        ...span('cart', 2, spanIds.cart, spanIds.call, 6_200, 11_800),
      ]
    : [];
  return [...exchanges.flatMap((exchange) => exchangeToRows(exchange, inventory)), ...spans];
}

let lastId = 0;

/** A row with what a test wants to say. */
export function testRow(columns: Partial<L7Row>): L7Row {
  lastId += 1;
  const start_time = columns.start_time ?? startUs;
  const end_time = columns.end_time ?? start_time + 1_000;
  return {
    ...emptyL7Row,
    _id: ((BigInt(secondOfTest) << 32n) + BigInt(lastId)).toString(),
    time: Math.floor(end_time / 1_000_000),
    type: 2,
    l7_protocol: 20,
    agent_id: 1,
    observation_point: 'c',
    ...columns,
    start_time,
    end_time,
    response_duration: columns.response_duration ?? end_time - start_time,
  };
}
