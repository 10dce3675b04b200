import { STATUS_CODES } from 'node:http';
import { isIP } from 'node:net';
import { rowNumbers } from '@/sandbox/agent/row-numbers';
import { clientColumns, serverColumns } from '@/sandbox/deepflow/end-columns';
import { addressTags, type Inventory, unknownAddress } from '@/sandbox/deepflow/inventory';
import { emptyL7Row, type L7Row } from '@/sandbox/deepflow/l7-row';
import type { OtlpAttribute, OtlpSpan } from '@/sandbox/deepflow/otlp/decode';
import { parseProtocol } from '@/sandbox/deepflow/otlp/protocol';
import { idsOf } from '@/sandbox/deepflow/otlp/skywalking';
import { eventsText, intOf, stringOf, valueText } from '@/sandbox/deepflow/otlp/values';

const ownAddress = 'app.host.ip';
const responseStatus = { ok: 0, serverError: 3, clientError: 4, unknown: 5 } as const;
const spanStatus = { unset: 0, ok: 1, error: 2 } as const;

/** Sizes, which DeepFlow keeps as metrics and not as attributes. */
const metricKeys = new Set([
  'http.request_content_length',
  'http.response_content_length',
  'db.cassandra.page_size',
  'message.uncompressed_size',
  'messaging.message_payload_size_bytes',
  'messaging.message_payload_compressed_size_bytes',
]);

/**
 * The rows of `l7_flow_log` that DeepFlow makes of spans (server/ingester/flow_log/log_data/otel_import.go). Only the
 * old semantic conventions fill columns of their own; every attribute stays readable as `attribute.<key>`.
 *
 * @param peerIp who sent them: the agent takes it for the application's address when the resource has none.
 */
export function otlpToRows(
  spans: readonly OtlpSpan[],
  peerIp: string,
  inventory: Inventory,
  numbers = rowNumbers,
): L7Row[] {
  return spans.map((span) => {
    const resource = withOwnAddress(span.resource, peerIp, inventory);
    const own = resource.find(({ key }) => key === ownAddress);
    const agentId = own === undefined ? undefined : inventory.workloadByIp(stringOf(own.value))?.node.agentId;
    const startUs = Number(span.startUnixNano / 1_000n);
    const endUs = Number(span.endUnixNano / 1_000n);
    const point = observationPoint(span.kind);
    return Object.assign(
      { ...emptyL7Row },
      columns(span.attributes, resource),
      stored(span.attributes, resource),
      outcome(span),
      ends(span.attributes, resource, point, inventory),
      {
        _id: numbers.id(endUs),
        time: Math.floor(endUs / 1_000_000),
        start_time: startUs,
        end_time: endUs,
        response_duration: Math.max(0, endUs - startUs),
        signal_source: 4,
        capture_nic_type: 8,
        observation_point: point,
        agent_id: agentId ?? inventory.nodes[0]?.agentId ?? 0,
        type: 2,
        endpoint: span.name,
        ...idsOf(span),
        span_kind: span.kind & 0xff,
        server_port: point === 's-app' ? 65_535 : 0,
        events: eventsText(span.events),
      } satisfies Partial<L7Row>,
    );
  });
}

/**
 * In the sandbox everybody sends from the loopback address, where a real pod has its own: there a resource that names
 * its pod as its host is taken to come from that pod.
 */
function withOwnAddress(
  resource: readonly OtlpAttribute[],
  peerIp: string,
  inventory: Inventory,
): readonly OtlpAttribute[] {
  if (resource.some(({ key }) => key === ownAddress)) return resource;
  const ip = peerIp.replace(/^::ffff:/i, '');
  const isLoopback = ip === '::1' || ip.startsWith('127.');
  const named = resource.find(({ key }) => key === 'hostname' || key === 'host.name' || key === 'k8s.pod.name');
  const pod = isLoopback && named !== undefined ? inventory.workloadByInstance(stringOf(named.value)) : null;
  return [...resource, { key: ownAddress, value: { stringValue: pod?.ip ?? ip } }];
}

function observationPoint(kind: number): 'c-app' | 's-app' | 'app' {
  if (kind === 3 || kind === 4) return 'c-app';
  return kind === 2 || kind === 5 ? 's-app' : 'app';
}

/** Columns that single attributes fill; where several fill one column the last of them in the span wins. */
function columns(span: readonly OtlpAttribute[], resource: readonly OtlpAttribute[]): Partial<L7Row> {
  const row: Partial<L7Row> = {};
  let url = '';
  for (const { key, value } of span) {
    switch (key) {
      case 'net.transport': {
        const transport = stringOf(value);
        if (transport.includes('tcp')) row.protocol = 6;
        else if (transport.includes('udp')) row.protocol = 17;
        break;
      }
      case 'http.scheme':
      case 'db.system':
      case 'rpc.system':
      case 'messaging.system':
      case 'messaging.protocol':
        row.biz_protocol = stringOf(value);
        break;
      case 'http.flavor':
        row.version = stringOf(value);
        break;
      case 'http.host':
      case 'db.connection_string':
        row.request_domain = stringOf(value);
        break;
      case 'http.method':
      case 'db.operation':
      case 'rpc.method':
        row.request_type = stringOf(value);
        break;
      case 'http.target':
      case 'db.statement':
      case 'messaging.url':
      case 'rpc.service':
        row.request_resource = stringOf(value);
        break;
      case 'http.url':
        url = stringOf(value);
        break;
      case 'http.request_content_length':
        row.request_length = intOf(value);
        break;
      case 'http.response_content_length':
        row.response_length = intOf(value);
        break;
    }
  }
  for (const { key, value } of resource) {
    if (key === 'service.name') row.app_service = valueText(value);
    else if (key === 'service.instance.id') row.app_instance = valueText(value);
  }
  if (!row.request_resource && url !== '') row.request_resource = pathOf(url);
  const anyHttp = [...span, ...resource].some(({ key }) => key.startsWith('http'));
  if (!row.biz_protocol && anyHttp) row.biz_protocol = 'HTTP';
  return { ...row, ...parseProtocol(row.biz_protocol ?? '', row.version ?? '') };
}

/** All behind the host; '' for what is no URL. */
function pathOf(url: string): string {
  const [, host] = /:\/\/(.+)$/s.exec(url) ?? [];
  if (host === undefined) return '';
  const slash = host.indexOf('/');
  return slash === -1 ? '/' : host.slice(slash);
}

function stored(span: readonly OtlpAttribute[], resource: readonly OtlpAttribute[]): Partial<L7Row> {
  const isMetric = ({ key }: OtlpAttribute) => metricKeys.has(key);
  const attributes = [...span.filter((attribute) => !isMetric(attribute)), ...resource];
  const metrics = span.filter(isMetric);
  return {
    attribute_names: attributes.map(({ key }) => key),
    attribute_values: attributes.map(({ value }) => valueText(value)),
    metrics_names: metrics.map(({ key }) => key),
    metrics_values: metrics.map(({ value }) => Number.parseFloat(valueText(value)) || 0),
  };
}

/** The HTTP code decides; without one the span's own status does, and its number stands in for the code. */
function outcome(span: OtlpSpan): Partial<L7Row> {
  const attribute = span.attributes.findLast(({ key }) => key === 'http.status_code');
  const text = attribute === undefined ? '' : valueText(attribute.value);
  // The column has 32 bits.
  const code = /^[+-]?\d+$/.test(text) ? Number(text) | 0 : 0;
  if (code !== 0) {
    const status =
      code >= 400 && code <= 499
        ? responseStatus.clientError
        : code >= 500 && code <= 600
          ? responseStatus.serverError
          : responseStatus.ok;
    return {
      response_code: code,
      response_status: status,
      response_exception: status === responseStatus.ok ? '' : (STATUS_CODES[code] ?? ''),
    };
  }
  const spanCode = span.status?.code ?? spanStatus.unset;
  return {
    response_status:
      spanCode === spanStatus.ok
        ? responseStatus.ok
        : spanCode === spanStatus.error
          ? responseStatus.serverError
          : responseStatus.unknown,
    response_exception: spanCode === spanStatus.error ? (span.status?.message ?? '') : '',
    response_code: spanCode !== spanStatus.unset ? spanCode : attribute === undefined ? null : 0,
  };
}

/** The application's own address is the client's for a client span and the server's for any other. */
function ends(
  span: readonly OtlpAttribute[],
  resource: readonly OtlpAttribute[],
  point: string,
  inventory: Inventory,
): Partial<L7Row> {
  const peers = span.filter(({ key }) => key === 'net.peer.ip' || key === 'network.peer.address');
  const own = addressOf(resource.filter(({ key }) => key === ownAddress));
  const peer = addressOf(peers);
  const [client, server] = point === 'c-app' ? [own, peer] : [peer, own];
  return {
    is_ipv4: [client, server].some((ip) => ip.includes(':')) ? 0 : 1,
    ...clientColumns(addressTags(client, 'otel', inventory)),
    ...serverColumns(addressTags(server, 'otel', inventory)),
  };
}

function addressOf(attributes: readonly OtlpAttribute[]): string {
  return attributes.map(({ value }) => stringOf(value)).findLast((text) => isIP(text) !== 0) ?? unknownAddress;
}
